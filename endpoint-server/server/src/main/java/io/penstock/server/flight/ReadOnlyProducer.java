package io.penstock.server.flight;

import com.google.protobuf.Message;

import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.sql.FlightSqlProducer;
import org.apache.arrow.flight.sql.impl.FlightSql;

/** Refuses what would change data, and what belongs to it. */
abstract class ReadOnlyProducer implements FlightSqlProducer {

    private static FlightRuntimeException refused(String what) {
        return CallStatus.UNIMPLEMENTED
                .withDescription(what + " not possible here: Penstock only reads; send a SELECT")
                .toRuntimeException();
    }

    private static Runnable refusing(String what, StreamListener<PutResult> acknowledged) {
        return () -> acknowledged.onError(refused(what));
    }

    @Override
    public Runnable acceptPutStatement(
            FlightSql.CommandStatementUpdate command,
            CallContext context,
            FlightStream stream,
            StreamListener<PutResult> acknowledged) {
        return refusing("Updates are", acknowledged);
    }

    @Override
    public Runnable acceptPutPreparedStatementUpdate(
            FlightSql.CommandPreparedStatementUpdate command,
            CallContext context,
            FlightStream stream,
            StreamListener<PutResult> acknowledged) {
        return refusing("Updates are", acknowledged);
    }

    @Override
    public Runnable acceptPutStatementBulkIngest(
            FlightSql.CommandStatementIngest command,
            CallContext context,
            FlightStream stream,
            StreamListener<PutResult> acknowledged) {
        return refusing("Loading rows is", acknowledged);
    }

    @Override
    public Runnable acceptPutSubstraitPlan(
            FlightSql.CommandStatementSubstraitPlan command,
            CallContext context,
            FlightStream stream,
            StreamListener<PutResult> acknowledged) {
        return refusing("Substrait plans are", acknowledged);
    }

    @Override
    public void createPreparedSubstraitPlan(
            FlightSql.ActionCreatePreparedSubstraitPlanRequest request,
            CallContext context,
            StreamListener<FlightSql.ActionCreatePreparedStatementResult> listener) {
        listener.onError(refused("Substrait plans are"));
    }

    @Override
    public FlightInfo getFlightInfoSubstraitPlan(
            FlightSql.CommandStatementSubstraitPlan command,
            CallContext context,
            FlightDescriptor descriptor) {
        throw refused("Substrait plans are");
    }

    @Override
    public SchemaResult getSchemaSubstraitPlan(
            FlightSql.CommandStatementSubstraitPlan command,
            CallContext context,
            FlightDescriptor descriptor) {
        throw refused("Substrait plans are");
    }

    @Override
    public void beginTransaction(
            FlightSql.ActionBeginTransactionRequest request,
            CallContext context,
            StreamListener<FlightSql.ActionBeginTransactionResult> listener) {
        listener.onError(refused("Transactions are"));
    }

    @Override
    public void endTransaction(
            FlightSql.ActionEndTransactionRequest request,
            CallContext context,
            StreamListener<Result> listener) {
        listener.onError(refused("Transactions are"));
    }

    @Override
    public void beginSavepoint(
            FlightSql.ActionBeginSavepointRequest request,
            CallContext context,
            StreamListener<FlightSql.ActionBeginSavepointResult> listener) {
        listener.onError(refused("Savepoints are"));
    }

    @Override
    public void endSavepoint(
            FlightSql.ActionEndSavepointRequest request,
            CallContext context,
            StreamListener<Result> listener) {
        listener.onError(refused("Savepoints are"));
    }

    /**
     * There are no flights but those that a client asked for by a command.
     *
     * @param criteria not looked at
     */
    @Override
    public void listFlights(
            CallContext context, Criteria criteria, StreamListener<FlightInfo> listener) {
        listener.onCompleted();
    }

    /** A transaction's id with a statement means that the client believes in one. */
    static void requireNoTransaction(Message command, boolean hasTransaction) {
        if (hasTransaction) {
            throw refused(command.getDescriptorForType().getName() + " within a transaction is");
        }
    }
}
