package io.penstock.server.avatica;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.function.CatalogueFunction;
import io.penstock.planner.function.FunctionTopic;

import org.apache.calcite.avatica.Meta.DatabaseProperty;

import java.sql.Connection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What drivers are told of the server as a whole. */
final class DatabaseProperties {
    private static final String PRODUCT = "Penstock";
    private static final String UNKNOWN_VERSION = "0.0";

    /** Of ours, those that are no keywords of SQL:2003. */
    private static final String KEYWORDS = "ASOF,DIV,EXCLUDE,ILIKE,LIMIT,OFFSET,PIVOT,QUALIFY";

    private DatabaseProperties() {}

    static Map<DatabaseProperty, Object> of(ImmutableList<CatalogueFunction> functions) {
        String version =
                Optional.ofNullable(
                                DatabaseProperties.class.getPackage().getImplementationVersion())
                        .orElse(UNKNOWN_VERSION);
        return ImmutableMap.<DatabaseProperty, Object>builder()
                .put(
                        DatabaseProperty.GET_NUMERIC_FUNCTIONS,
                        names(functions, ImmutableSet.of(FunctionTopic.NUMBER, FunctionTopic.BIT)))
                .put(
                        DatabaseProperty.GET_STRING_FUNCTIONS,
                        names(functions, ImmutableSet.of(FunctionTopic.TEXT, FunctionTopic.REGEX)))
                .put(
                        DatabaseProperty.GET_SYSTEM_FUNCTIONS,
                        names(
                                functions,
                                ImmutableSet.of(FunctionTopic.CONDITION, FunctionTopic.OTHER)))
                .put(
                        DatabaseProperty.GET_TIME_DATE_FUNCTIONS,
                        names(functions, ImmutableSet.of(FunctionTopic.TIME)))
                .put(DatabaseProperty.GET_S_Q_L_KEYWORDS, KEYWORDS)
                .put(
                        DatabaseProperty.GET_DEFAULT_TRANSACTION_ISOLATION,
                        Connection.TRANSACTION_NONE)
                .put(DatabaseProperty.GET_DATABASE_PRODUCT_NAME, PRODUCT)
                .put(DatabaseProperty.GET_DATABASE_PRODUCT_VERSION, version)
                .put(DatabaseProperty.GET_DATABASE_MAJOR_VERSION, part(version, 0))
                .put(DatabaseProperty.GET_DATABASE_MINOR_VERSION, part(version, 1))
                .buildOrThrow();
    }

    private static String names(
            ImmutableList<CatalogueFunction> functions, ImmutableSet<FunctionTopic> topics) {
        return functions.stream()
                .filter(function -> topics.contains(function.topic()))
                .map(function -> Ascii.toUpperCase(function.name()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static int part(String version, int index) {
        String[] parts = version.split("[.-]");
        return index < parts.length && parts[index].matches("\\d{1,9}")
                ? Integer.parseInt(parts[index])
                : 0;
    }
}
