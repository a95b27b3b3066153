package io.penstock.template;

import com.google.common.collect.ImmutableSet;

import io.penstock.spi.sql.BoundSql;

/**
 * A template's SQL for one call.
 *
 * @param sql text, values and origin; no views yet
 * @param tables names where tables stand, without a schema before them, in lower case; maybe more
 */
public record Rendered(BoundSql sql, ImmutableSet<String> tables) {}
