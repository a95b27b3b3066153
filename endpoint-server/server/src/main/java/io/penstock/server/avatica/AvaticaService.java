package io.penstock.server.avatica;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.query.StatementShape;
import io.penstock.query.listing.CatalogListing;
import io.penstock.server.avatica.SqlStatement.Begun;
import io.penstock.server.avatica.SqlStatement.First;
import io.penstock.server.avatica.SqlStatement.Prepared;
import io.penstock.server.door.RunningSql;
import io.penstock.server.door.SqlCall;
import io.penstock.server.door.SqlDoor;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.proto.Responses;
import org.apache.calcite.avatica.remote.Service;
import org.apache.calcite.avatica.remote.TypedValue;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of one caller, as Avatica's protocol has it. Implements the protocol's service and not
 * the whole of {@code Meta}: what no remote driver can ask needs no answer. Thread: the request's.
 */
final class AvaticaService implements Service {
    /** Which server answered does not matter: there is one. */
    private static final @Nullable RpcMetadataResponse NO_METADATA = null;

    /** What a result set that is no update says. */
    private static final long NO_UPDATE = -1;

    private final AvaticaCall call;
    private final Caller caller;
    private final SqlDoor door;
    private final Sessions sessions;

    AvaticaService(AvaticaCall call, SqlDoor door, Sessions sessions) {
        this.call = call;
        this.caller = call.caller();
        this.door = door;
        this.sessions = sessions;
    }

    @Override
    public OpenConnectionResponse apply(OpenConnectionRequest request) {
        sessions.open(
                caller,
                Requests.connection(request.connectionId),
                ImmutableMap.<String, String>builder()
                        .putAll(call.options())
                        .putAll(request.info == null ? Map.of() : request.info)
                        .buildKeepingLast());
        return new OpenConnectionResponse();
    }

    @Override
    public CloseConnectionResponse apply(CloseConnectionRequest request) {
        sessions.close(caller, Requests.connection(request.connectionId));
        return new CloseConnectionResponse();
    }

    @Override
    public ConnectionSyncResponse apply(ConnectionSyncRequest request) {
        return new ConnectionSyncResponse(
                session(request.connectionId).sync(request.connProps), NO_METADATA);
    }

    @Override
    public CreateStatementResponse apply(CreateStatementRequest request) {
        Session session = session(request.connectionId);
        SqlStatement statement = session.create(Optional.empty());
        return new CreateStatementResponse(session.id(), statement.id(), NO_METADATA);
    }

    @Override
    public CloseStatementResponse apply(CloseStatementRequest request) {
        // JDBC closes a closed connection's statements without a word.
        sessions.find(caller, Requests.connection(request.connectionId))
                .ifPresent(session -> session.closeStatement(request.statementId));
        return new CloseStatementResponse();
    }

    @Override
    public PrepareResponse apply(PrepareRequest request) {
        Session session = session(request.connectionId);
        StatementShape shape = door.describe(caller, SqlCall.of(request.sql));
        SqlStatement statement = session.create(Optional.of(new Prepared(request.sql, shape)));
        Meta.Signature signature = signature(session, request.sql, shape.schema(), shape);
        return new PrepareResponse(
                new Meta.StatementHandle(session.id(), statement.id(), signature), NO_METADATA);
    }

    @Override
    public ExecuteResponse apply(PrepareAndExecuteRequest request) {
        Session session = session(request.connectionId);
        Optional<SqlStatement> statement = session.statement(request.statementId);
        if (statement.isEmpty()) {
            return missing();
        }
        Run run = new Run(SqlCall.of(request.sql), request.maxRowCount);
        return execute(session, statement.get(), run, request.maxRowsInFirstFrame);
    }

    @Override
    public ExecuteResponse apply(ExecuteRequest request) {
        Session session = session(request.statementHandle.connectionId);
        Optional<SqlStatement> statement = session.statement(request.statementHandle.id);
        if (statement.isEmpty()) {
            return missing();
        }
        Prepared prepared =
                statement
                        .get()
                        .prepared()
                        .orElseThrow(
                                () ->
                                        new QueryException(
                                                AvaticaError.BAD_REQUEST,
                                                "Statement %d was not prepared"
                                                        .formatted(request.statementHandle.id)));
        ImmutableList<BoundValue> values =
                ParameterValues.of(prepared.shape().parameters(), given(request.parameterValues));
        Run run = new Run(SqlCall.of(prepared.sql()).withValues(values), NO_UPDATE);
        return execute(session, statement.get(), run, request.maxRowCount);
    }

    private static List<@Nullable TypedValue> given(@Nullable List<@Nullable TypedValue> values) {
        return values == null ? List.of() : values;
    }

    /** What runs, and how many rows it may give; no limit at 0 and below. */
    private record Run(SqlCall sql, long maxRows) {}

    private ExecuteResponse execute(Session session, SqlStatement statement, Run run, int asked) {
        First first =
                statement.execute(call.context(), c -> begin(session, run, c), asked, call.wire());
        ResultSetResponse result =
                new ResultSetResponse(
                        session.id(),
                        statement.id(),
                        false,
                        first.signature(),
                        first.frame(),
                        NO_UPDATE,
                        NO_METADATA);
        return new ExecuteResponse(ImmutableList.of(result), false, NO_METADATA);
    }

    private Begun begin(Session session, Run run, QueryContext context) {
        RunningSql running = door.run(context, run.sql());
        return SqlStatement.begun(
                running,
                sql -> {
                    Schema schema = sql.result().schema();
                    return new Begun(
                            new OpenResult(
                                    sql,
                                    ResultColumn.writers(schema, session.times()),
                                    run.maxRows(),
                                    sessions.workers()),
                            signature(
                                    session,
                                    run.sql().sql(),
                                    schema,
                                    new StatementShape(schema, ImmutableList.of())));
                });
    }

    private static Meta.Signature signature(
            Session session, String sql, Schema schema, StatementShape shape) {
        ImmutableList<AvaticaParameter> parameters = ParameterValues.describe(shape.parameters());
        return Meta.Signature.create(
                ResultColumn.describe(schema, session.times()),
                sql,
                parameters,
                Meta.CursorFactory.LIST,
                Meta.StatementType.SELECT);
    }

    @Override
    public FetchResponse apply(FetchRequest request) {
        Session session = session(request.connectionId);
        Optional<SqlStatement> statement = session.statement(request.statementId);
        if (statement.isEmpty()) {
            return new FetchResponse(null, true, true, NO_METADATA);
        }
        Optional<Meta.Frame> frame =
                statement.get().fetch(request.offset, request.fetchMaxRowCount, call.wire());
        return new FetchResponse(frame.orElse(null), false, frame.isEmpty(), NO_METADATA);
    }

    /** A result can't begin anew in its middle: the client has to run its query again. */
    @Override
    public SyncResultsResponse apply(SyncResultsRequest request) {
        session(request.connectionId);
        throw new QueryException(
                AvaticaError.ROWS_GONE,
                "Statement %d has no open result; run the query again"
                        .formatted(request.statementId));
    }

    @Override
    public CommitResponse apply(CommitRequest request) {
        session(request.connectionId);
        return FrameTranslation.response(
                Responses.CommitResponse.getDefaultInstance(), CommitResponse.class);
    }

    @Override
    public RollbackResponse apply(RollbackRequest request) {
        session(request.connectionId);
        return FrameTranslation.response(
                Responses.RollbackResponse.getDefaultInstance(), RollbackResponse.class);
    }

    @Override
    public ExecuteBatchResponse apply(PrepareAndExecuteBatchRequest request) {
        session(request.connectionId);
        throw noBatches();
    }

    @Override
    public ExecuteBatchResponse apply(ExecuteBatchRequest request) {
        session(request.connectionId);
        throw noBatches();
    }

    private static QueryException noBatches() {
        return new QueryException(
                AvaticaError.READ_ONLY,
                "Batches are for updates, and the server only reads; run one SELECT");
    }

    @Override
    public ResultSetResponse apply(CatalogsRequest request) {
        return listing(request.connectionId).catalogs();
    }

    @Override
    public ResultSetResponse apply(SchemasRequest request) {
        return listing(request.connectionId).schemas(request.catalog, request.schemaPattern);
    }

    @Override
    public ResultSetResponse apply(TablesRequest request) {
        return listing(request.connectionId)
                .tables(
                        request.catalog,
                        request.schemaPattern,
                        request.tableNamePattern,
                        request.typeList);
    }

    @Override
    public ResultSetResponse apply(TableTypesRequest request) {
        return listing(request.connectionId).tableTypes();
    }

    @Override
    public ResultSetResponse apply(TypeInfoRequest request) {
        return listing(request.connectionId).typeInfo();
    }

    @Override
    public ResultSetResponse apply(ColumnsRequest request) {
        return listing(request.connectionId)
                .columns(
                        request.catalog,
                        request.schemaPattern,
                        request.tableNamePattern,
                        request.columnNamePattern);
    }

    @Override
    public DatabasePropertyResponse apply(DatabasePropertyRequest request) {
        session(request.connectionId);
        return new DatabasePropertyResponse(
                DatabaseProperties.of(door.list(caller, CatalogListing::functions)), NO_METADATA);
    }

    private Listings listing(String connection) {
        return new Listings(session(connection), caller, door, call.wire());
    }

    private Session session(@Nullable String connection) {
        return sessions.use(caller, Requests.connection(connection));
    }

    private static ExecuteResponse missing() {
        return new ExecuteResponse(null, true, NO_METADATA);
    }

    @Override
    public void setRpcMetadata(RpcMetadataResponse metadata) {}
}
