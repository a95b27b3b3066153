package io.penstock.server.flight;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;

import io.penstock.server.door.Admission;
import io.penstock.server.door.CallWatch;
import io.penstock.server.door.Place;
import io.penstock.server.door.RequestIds;
import io.penstock.server.door.SqlDoor;
import io.penstock.server.limit.CallLimiter;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.QueryContext;

import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.pojo.Schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What Flight SQL's calls do: each names its caller, and hands over to {@link Statements} or {@link
 * Listings}. Metadata commands are their own tickets: they hold nothing, and show whoever comes
 * with one what he may see. Thread: safe for many at once.
 */
final class SqlProducer extends ReadOnlyProducer {
    private final SqlDoor door;
    private final Admission admission;
    private final CallLimiter limits;
    private final FlightSettings settings;
    private final CallWatch watch;
    private final BufferAllocator allocator;
    private final Streams streams;
    private final Statements statements;
    private final Listings listings;
    private final Supplier<ImmutableMap<Integer, InfoValue>> infos;

    /**
     * A producer.
     *
     * @param admission gives places to calls that take work
     * @param limits counts statements that run
     * @param settings how long what may take
     * @param watch ends what makes no rows in time
     * @param allocator for metadata and values of parameters; the caller closes it
     * @param infos all answers to SqlInfo
     */
    SqlProducer(
            SqlDoor door,
            Admission admission,
            CallLimiter limits,
            FlightSettings settings,
            CallWatch watch,
            BufferAllocator allocator,
            Streams streams,
            Statements statements,
            Supplier<ImmutableMap<Integer, InfoValue>> infos) {
        this.door = door;
        this.admission = admission;
        this.limits = limits;
        this.settings = settings;
        this.watch = watch;
        this.allocator = allocator;
        this.streams = streams;
        this.statements = statements;
        this.listings = new Listings(door);
        this.infos = infos;
    }

    private static Caller caller(CallContext context) {
        return PrincipalMiddleware.caller(context);
    }

    /** Planning and running need a place; handles, listings of types and cancelling do not. */
    private <T> T placed(CallContext context, Function<Caller, T> work) {
        Caller caller = caller(context);
        try (Place unused = admission.await(caller.id())) {
            return work.apply(caller);
        }
    }

    /** What goes wrong becomes a Flight status, whatever call it was. */
    private static <T> T told(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw FlightFailure.of(e);
        }
    }

    @Override
    public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
        return told(() -> super.getFlightInfo(context, descriptor));
    }

    @Override
    public SchemaResult getSchema(CallContext context, FlightDescriptor descriptor) {
        return told(() -> super.getSchema(context, descriptor));
    }

    @Override
    public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
        told(
                () -> {
                    requireCommand(ticket);
                    super.getStream(context, ticket, listener);
                    return true;
                });
    }

    private static void requireCommand(Ticket ticket) {
        try {
            Any unused = Any.parseFrom(ticket.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw CallStatus.INVALID_ARGUMENT
                    .withDescription("The ticket is not one that this server gave out")
                    .withCause(e)
                    .toRuntimeException();
        }
    }

    @Override
    public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
        told(
                () -> {
                    super.doAction(context, action, listener);
                    return true;
                });
    }

    @Override
    public FlightInfo getFlightInfoStatement(
            FlightSql.CommandStatementQuery command,
            CallContext context,
            FlightDescriptor descriptor) {
        requireNoTransaction(command, command.hasTransactionId());
        return placed(context, caller -> statements.ask(caller, command.getQuery(), descriptor));
    }

    @Override
    public SchemaResult getSchemaStatement(
            FlightSql.CommandStatementQuery command,
            CallContext context,
            FlightDescriptor descriptor) {
        return new SchemaResult(
                placed(context, caller -> statements.schema(caller, command.getQuery())));
    }

    @Override
    public void getStreamStatement(
            FlightSql.TicketStatementQuery ticket,
            CallContext context,
            ServerStreamListener listener) {
        Caller caller = caller(context);
        run(context, statements.asked(caller, ticket.getStatementHandle()), listener);
    }

    private void run(
            CallContext context, TicketedStatement statement, ServerStreamListener listener) {
        Caller caller = caller(context);
        Place counted =
                limits.enter(PrincipalMiddleware.principal(context), Optional.empty()).orThrow();
        QueryContext query = new QueryContext(RequestIds.next(), caller, settings.resultTimeout());
        ResultStream rows = new ResultStream(door, statement, watch, query);
        try {
            streams.start(
                    listener,
                    (out, pace) -> {
                        try (Place ends = counted;
                                Place place = admission.await(caller.id())) {
                            place.worksOn(query);
                            rows.write(out, pace, patience(place));
                        }
                    });
        } catch (RuntimeException e) {
            counted.close();
            throw e;
        }
    }

    private Patience patience(Place place) {
        return new Patience(place, settings.rowsTimeout());
    }

    @Override
    public void createPreparedStatement(
            FlightSql.ActionCreatePreparedStatementRequest request,
            CallContext context,
            StreamListener<Result> listener) {
        requireNoTransaction(request, request.hasTransactionId());
        Statements.Kept kept =
                placed(context, caller -> statements.prepare(caller, request.getQuery()));
        FlightSql.ActionCreatePreparedStatementResult result =
                FlightSql.ActionCreatePreparedStatementResult.newBuilder()
                        .setPreparedStatementHandle(kept.handle())
                        .setDatasetSchema(packed(WireSchema.of(kept.shape().schema())))
                        .setParameterSchema(packed(new Schema(kept.shape().parameters())))
                        .build();
        listener.onNext(new Result(Any.pack(result).toByteArray()));
        listener.onCompleted();
    }

    private static ByteString packed(Schema schema) {
        return ByteString.copyFrom(WireSchema.bytes(schema));
    }

    @Override
    public void closePreparedStatement(
            FlightSql.ActionClosePreparedStatementRequest request,
            CallContext context,
            StreamListener<Result> listener) {
        statements.close(caller(context), request.getPreparedStatementHandle());
        listener.onCompleted();
    }

    @Override
    public Runnable acceptPutPreparedStatementQuery(
            FlightSql.CommandPreparedStatementQuery command,
            CallContext context,
            FlightStream stream,
            StreamListener<PutResult> acknowledged) {
        return () -> {
            try {
                if (stream.next()) {
                    statements.bind(
                            caller(context),
                            command.getPreparedStatementHandle(),
                            stream.getRoot());
                }
                acknowledged.onCompleted();
            } catch (RuntimeException e) {
                acknowledged.onError(FlightFailure.of(e));
            }
        };
    }

    @Override
    public FlightInfo getFlightInfoPreparedStatement(
            FlightSql.CommandPreparedStatementQuery command,
            CallContext context,
            FlightDescriptor descriptor) {
        return placed(
                context,
                caller ->
                        statements.askPrepared(
                                caller, command.getPreparedStatementHandle(), descriptor));
    }

    @Override
    public SchemaResult getSchemaPreparedStatement(
            FlightSql.CommandPreparedStatementQuery command,
            CallContext context,
            FlightDescriptor descriptor) {
        return new SchemaResult(
                statements.preparedSchema(caller(context), command.getPreparedStatementHandle()));
    }

    @Override
    public void getStreamPreparedStatement(
            FlightSql.CommandPreparedStatementQuery command,
            CallContext context,
            ServerStreamListener listener) {
        Caller caller = caller(context);
        run(
                context,
                statements.preparedCall(caller, command.getPreparedStatementHandle()),
                listener);
    }

    @Override
    public void cancelFlightInfo(
            CancelFlightInfoRequest request,
            CallContext context,
            StreamListener<CancelStatus> listener) {
        listener.onNext(statements.cancel(caller(context), request.getInfo()));
        listener.onCompleted();
    }

    /** A metadata command's ticket is the command itself. */
    private static FlightInfo info(Message command, Schema schema, FlightDescriptor descriptor) {
        Ticket ticket = new Ticket(Any.pack(command).toByteArray());
        return new FlightInfo(
                schema,
                descriptor,
                List.of(new FlightEndpoint(ticket)),
                -1,
                -1,
                true,
                IpcOption.DEFAULT);
    }

    private void list(
            Schema schema,
            CallContext context,
            ServerStreamListener listener,
            BiConsumer<Caller, RowBatches> body) {
        Caller caller = caller(context);
        streams.start(
                listener,
                (out, pace) -> {
                    try (Place place = admission.await(caller.id());
                            RowBatches rows =
                                    new RowBatches(schema, allocator, out, pace, patience(place))) {
                        body.accept(caller, rows);
                        rows.end();
                    }
                });
    }

    @Override
    public FlightInfo getFlightInfoSqlInfo(
            FlightSql.CommandGetSqlInfo request, CallContext context, FlightDescriptor descriptor) {
        return info(request, Schemas.GET_SQL_INFO_SCHEMA, descriptor);
    }

    /** What is asked for and not known is left out. */
    @Override
    public void getStreamSqlInfo(
            FlightSql.CommandGetSqlInfo command,
            CallContext context,
            ServerStreamListener listener) {
        Map<Integer, InfoValue> all = infos.get();
        Map<Integer, InfoValue> asked =
                command.getInfoCount() == 0
                        ? all
                        : Maps.filterKeys(all, command.getInfoList()::contains);
        streams.start(listener, (out, pace) -> InfoBatch.send(asked, allocator, out));
    }

    @Override
    public FlightInfo getFlightInfoTypeInfo(
            FlightSql.CommandGetXdbcTypeInfo request,
            CallContext context,
            FlightDescriptor descriptor) {
        return info(request, Schemas.GET_TYPE_INFO_SCHEMA, descriptor);
    }

    @Override
    public void getStreamTypeInfo(
            FlightSql.CommandGetXdbcTypeInfo request,
            CallContext context,
            ServerStreamListener listener) {
        list(
                Schemas.GET_TYPE_INFO_SCHEMA,
                context,
                listener,
                (caller, rows) -> TypeInfos.write(request, rows));
    }

    @Override
    public FlightInfo getFlightInfoCatalogs(
            FlightSql.CommandGetCatalogs request,
            CallContext context,
            FlightDescriptor descriptor) {
        return info(request, Schemas.GET_CATALOGS_SCHEMA, descriptor);
    }

    /** There are none. */
    @Override
    public void getStreamCatalogs(CallContext context, ServerStreamListener listener) {
        list(Schemas.GET_CATALOGS_SCHEMA, context, listener, (caller, rows) -> {});
    }

    @Override
    public FlightInfo getFlightInfoSchemas(
            FlightSql.CommandGetDbSchemas request,
            CallContext context,
            FlightDescriptor descriptor) {
        return info(request, Schemas.GET_SCHEMAS_SCHEMA, descriptor);
    }

    @Override
    public void getStreamSchemas(
            FlightSql.CommandGetDbSchemas command,
            CallContext context,
            ServerStreamListener listener) {
        list(
                Schemas.GET_SCHEMAS_SCHEMA,
                context,
                listener,
                (caller, rows) -> listings.schemas(command, caller, rows));
    }

    @Override
    public FlightInfo getFlightInfoTables(
            FlightSql.CommandGetTables request, CallContext context, FlightDescriptor descriptor) {
        return info(request, tablesSchema(request), descriptor);
    }

    private static Schema tablesSchema(FlightSql.CommandGetTables command) {
        return command.getIncludeSchema()
                ? Schemas.GET_TABLES_SCHEMA
                : Schemas.GET_TABLES_SCHEMA_NO_SCHEMA;
    }

    @Override
    public void getStreamTables(
            FlightSql.CommandGetTables command,
            CallContext context,
            ServerStreamListener listener) {
        list(
                tablesSchema(command),
                context,
                listener,
                (caller, rows) -> listings.tables(command, caller, rows));
    }

    @Override
    public FlightInfo getFlightInfoTableTypes(
            FlightSql.CommandGetTableTypes request,
            CallContext context,
            FlightDescriptor descriptor) {
        return info(request, Schemas.GET_TABLE_TYPES_SCHEMA, descriptor);
    }

    @Override
    public void getStreamTableTypes(CallContext context, ServerStreamListener listener) {
        list(
                Schemas.GET_TABLE_TYPES_SCHEMA,
                context,
                listener,
                (caller, rows) -> listings.tableTypes(rows));
    }

    @Override
    public FlightInfo getFlightInfoPrimaryKeys(
            FlightSql.CommandGetPrimaryKeys request,
            CallContext context,
            FlightDescriptor descriptor) {
        return info(request, Schemas.GET_PRIMARY_KEYS_SCHEMA, descriptor);
    }

    @Override
    public void getStreamPrimaryKeys(
            FlightSql.CommandGetPrimaryKeys command,
            CallContext context,
            ServerStreamListener listener) {
        list(
                Schemas.GET_PRIMARY_KEYS_SCHEMA,
                context,
                listener,
                (caller, rows) -> listings.primaryKeys(command, caller, rows));
    }

    @Override
    public FlightInfo getFlightInfoExportedKeys(
            FlightSql.CommandGetExportedKeys request,
            CallContext context,
            FlightDescriptor descriptor) {
        return info(request, Schemas.GET_EXPORTED_KEYS_SCHEMA, descriptor);
    }

    @Override
    public void getStreamExportedKeys(
            FlightSql.CommandGetExportedKeys command,
            CallContext context,
            ServerStreamListener listener) {
        list(
                Schemas.GET_EXPORTED_KEYS_SCHEMA,
                context,
                listener,
                (caller, rows) -> listings.exportedKeys(command, caller, rows));
    }

    @Override
    public FlightInfo getFlightInfoImportedKeys(
            FlightSql.CommandGetImportedKeys request,
            CallContext context,
            FlightDescriptor descriptor) {
        return info(request, Schemas.GET_IMPORTED_KEYS_SCHEMA, descriptor);
    }

    @Override
    public void getStreamImportedKeys(
            FlightSql.CommandGetImportedKeys command,
            CallContext context,
            ServerStreamListener listener) {
        list(
                Schemas.GET_IMPORTED_KEYS_SCHEMA,
                context,
                listener,
                (caller, rows) -> listings.importedKeys(command, caller, rows));
    }

    @Override
    public FlightInfo getFlightInfoCrossReference(
            FlightSql.CommandGetCrossReference request,
            CallContext context,
            FlightDescriptor descriptor) {
        return info(request, Schemas.GET_CROSS_REFERENCE_SCHEMA, descriptor);
    }

    @Override
    public void getStreamCrossReference(
            FlightSql.CommandGetCrossReference command,
            CallContext context,
            ServerStreamListener listener) {
        list(
                Schemas.GET_CROSS_REFERENCE_SCHEMA,
                context,
                listener,
                (caller, rows) -> listings.crossReference(command, caller, rows));
    }

    @Override
    public void close() {
        statements.forget();
    }
}
