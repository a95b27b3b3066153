package io.penstock.server.deploy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.query.Query;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryService;
import io.penstock.spi.Source;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import org.apache.arrow.vector.types.pojo.Field;

import java.time.Duration;
import java.util.Optional;

/**
 * The columns of nodes, found by planning them with stand-ins for parameters. They are kept for
 * some minutes, because a table may change without the project, and over reloads that change
 * neither the SQL nor the connections. Thread: safe for many at once.
 */
public final class NodeColumns {
    private static final int KEPT = 20_000;
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final QueryService queries;
    private final QueryLimits limits;
    private final Cache<Key, ImmutableList<Field>> known =
            Caffeine.newBuilder().maximumSize(KEPT).expireAfterWrite(FRESH).build();

    private record Key(BoundSql sql, ImmutableMap<String, Source> sources) {}

    /**
     * Nothing is known yet.
     *
     * @param limits how much planning one node may take
     */
    public NodeColumns(QueryService queries, QueryLimits limits) {
        this.queries = queries;
        this.limits = limits;
    }

    /**
     * A node's columns in order.
     *
     * @return absent while they can't be known: a source is down, or the SQL is wrong
     */
    public Optional<ImmutableList<Field>> of(Deployment deployment, Pipe pipe, Node node) {
        try {
            BoundSql sql = deployment.project().bindNeutral(pipe, node);
            Key key = new Key(sql, deployment.catalog().sources());
            return Optional.of(known.get(key, missing -> plan(deployment, sql)));
        } catch (QueryException e) {
            // The pipe answers calls with this; its description goes without columns.
            return Optional.empty();
        }
    }

    private ImmutableList<Field> plan(Deployment deployment, BoundSql sql) {
        QueryContext context = new QueryContext("columns", limits.timeout());
        Query query = new Query(context, deployment.catalog(), sql, limits);
        return ImmutableList.copyOf(queries.describe(query).schema().getFields());
    }
}
