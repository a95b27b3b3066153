package io.penstock.server.http;

import io.penstock.query.Query;
import io.penstock.query.QueryPlan;
import io.penstock.query.QueryResult;
import io.penstock.query.QueryService;
import io.penstock.server.door.Call;
import io.penstock.server.door.SeenRows;
import io.penstock.server.door.SqlDoor;
import io.penstock.server.format.ByteOutput;
import io.penstock.server.format.FormatOptions;
import io.penstock.server.format.ResultFormat;
import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.http.HttpHeader;

import java.io.IOException;

/**
 * Runs queries for HTTP clients and writes their rows as they come; a query whose client has gone
 * ends. Thread: safe for many at once; blocks the request's.
 */
public final class QueryAnswers {
    private final QueryService queries;
    private final ClientWatch clients;
    private final long resultLimit;

    /**
     * Answers from this service.
     *
     * @param resultLimit bytes of one answer's body
     */
    public QueryAnswers(QueryService queries, ClientWatch clients, long resultLimit) {
        this.queries = queries;
        this.clients = clients;
        this.resultLimit = resultLimit;
    }

    /**
     * Runs the query and writes the whole answer but its end.
     *
     * @param bodyRead whether nothing of the request is left to be read
     * @throws IOException when the client has gone
     * @throws QueryException as {@link QueryService#run} does, and for too many bytes
     */
    void write(
            Exchange exchange,
            boolean bodyRead,
            Query query,
            ResultFormat format,
            FormatOptions options,
            Call call)
            throws IOException {
        try (ClientWatch.Watched watched =
                clients.add(exchange.request(), bodyRead, query.context())) {
            try {
                QueryResult result = queries.run(query);
                try (result) {
                    call.runsOn(result.engine());
                    SqlDoor.keep(call, result);
                    send(result, exchange, format, options, call);
                } finally {
                    call.readOf(result.reads());
                }
            } catch (QueryException e) {
                if (watched.clientGone()) {
                    throw new IOException("the client has gone", e);
                }
                throw e;
            }
        }
    }

    /**
     * How the query would run, or did.
     *
     * @param bodyRead as {@link #write} has it
     * @throws QueryException as {@link QueryService#plan} and {@link QueryService#analyze} do
     */
    QueryPlan explain(
            Exchange exchange, boolean bodyRead, Query query, CallParameters.Explain explain) {
        if (explain != CallParameters.Explain.RUN) {
            return queries.plan(query);
        }
        try (ClientWatch.Watched watched =
                clients.add(exchange.request(), bodyRead, query.context())) {
            return queries.analyze(query);
        }
    }

    /** Also a call that is cut off in the middle says how far it came. */
    private void send(
            QueryResult result,
            Exchange exchange,
            ResultFormat format,
            FormatOptions options,
            Call call)
            throws IOException {
        ResponseBody body = body(exchange, format);
        SeenRows rows = new SeenRows(result.rows());
        try {
            call.sentRows(
                    format.write(
                            result.through(unseen -> rows),
                            options,
                            exchange.elapsed(),
                            new ByteOutput(body)));
        } catch (IOException | RuntimeException e) {
            call.sentRows(rows.rowsBefore());
            throw e;
        } finally {
            call.sentBytes(body.bytes());
            call.read(rows.statistics());
        }
    }

    private ResponseBody body(Exchange exchange, ResultFormat format) {
        boolean gzip =
                format.isText()
                        && exchange.request()
                                .getHeaders()
                                .contains(HttpHeader.ACCEPT_ENCODING, "gzip");
        return new ResponseBody(exchange.response(), format.contentType(), gzip, resultLimit);
    }
}
