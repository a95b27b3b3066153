package io.penstock.planner.function;

import java.util.List;
import java.util.function.Function;

/** How a form of a function becomes DuckDB text. */
interface Printing {
    /**
     * The text of a call.
     *
     * @param resultType DuckDB's name of the result's type
     */
    String print(List<String> arguments, String resultType);

    /** The text of an aggregate's call. */
    String printAggregate(List<String> arguments, String resultType, AggregateClauses clauses);

    /** By a template. */
    static Printing of(Template template) {
        return new Printing() {
            @Override
            public String print(List<String> arguments, String resultType) {
                return template.fill(arguments, resultType);
            }

            @Override
            public String printAggregate(
                    List<String> arguments, String resultType, AggregateClauses clauses) {
                return template.fill(arguments, resultType, clauses);
            }
        };
    }

    /** By a method; for functions of one row whose text depends on the number of arguments. */
    static Printing of(Function<List<String>, String> body) {
        return new Printing() {
            @Override
            public String print(List<String> arguments, String resultType) {
                return body.apply(arguments);
            }

            @Override
            public String printAggregate(
                    List<String> arguments, String resultType, AggregateClauses clauses) {
                throw new IllegalArgumentException("not an aggregate");
            }
        };
    }
}
