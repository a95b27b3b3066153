package io.penstock.planner.parse;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableSet;

import io.penstock.spi.sql.BoundSql;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A parse tree as text that two trees share only if they are the same. Values are {@code ?}, and
 * several in a row of an array or behind IN are one; everything else stands there whole.
 */
final class Outline {
    private static final int MAX_BYTES = 1 << 20;
    private static final ImmutableSet<SqlKind> LISTS =
            ImmutableSet.of(SqlKind.IN, SqlKind.NOT_IN, SqlKind.ARRAY_VALUE_CONSTRUCTOR);
    private static final Pattern MARKS = Pattern.compile("\\?(, \\?)+");

    private Outline() {}

    /** The outline of what the planner's parser reads in a text. */
    static String of(BoundSql sql) {
        return of(SqlText.parse(sql, MAX_BYTES).tree());
    }

    /** A name as outlines have it. */
    static String name(List<String> parts) {
        return parts.stream().map(part -> "<" + part + ">").collect(joining("."));
    }

    private static String of(@Nullable SqlNode node) {
        return switch (node) {
            case null -> "-";
            case SqlDynamicParam value -> "?";
            case SqlIdentifier name -> name(name.names);
            case SqlNodeList list -> "[" + each(list) + "]";
            case SqlCall call -> call(call);
            default -> node.getKind() + ":" + node;
        };
    }

    private static String call(SqlCall call) {
        return call.getKind()
                + " "
                + call.getOperator().getName()
                + "("
                + (LISTS.contains(call.getKind()) ? merged(call) : each(call.getOperandList()))
                + ")";
    }

    private static String merged(SqlCall call) {
        return MARKS.matcher(each(call.getOperandList())).replaceAll("?");
    }

    private static String each(List<? extends @Nullable SqlNode> nodes) {
        return nodes.stream().map(Outline::of).collect(joining(", "));
    }
}
