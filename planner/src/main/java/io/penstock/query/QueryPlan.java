package io.penstock.query;

import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A query as it would run.
 *
 * @param schema the result's columns
 * @param engine which engine runs it, or the connection whose database does
 * @param engineSql what that is asked
 * @param text the plan for people: the tree, what each source is asked, and why something was not
 *     pushed down
 */
public record QueryPlan(Schema schema, String engine, String engineSql, String text) {}
