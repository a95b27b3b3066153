package io.penstock.server.deploy;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;

import io.penstock.pipe.Pipe;
import io.penstock.query.Query;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryService;
import io.penstock.query.listing.ListedView;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.sql.BoundSql;

import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A deployment's pipes as callers list them: views with the columns of the node that others read.
 * Parameters get stand-ins, so that a pipe whose columns depend on them has those of its defaults.
 */
record PipeViews(Deployment deployment, QueryService queries, QueryLimits limits) {

    ImmutableList<ListedView> all() {
        return deployment.project().pipes().values().stream()
                .map(this::view)
                .collect(toImmutableList());
    }

    private ListedView view(Pipe pipe) {
        return new ListedView(pipe.name(), pipe.description(), () -> columns(pipe));
    }

    private Schema columns(Pipe pipe) {
        BoundSql sql = deployment.project().bindNeutral(pipe, pipe.output());
        QueryContext context = new QueryContext("listing", limits.timeout());
        return queries.describe(new Query(context, deployment.catalog(), sql, limits)).schema();
    }
}
