package io.penstock.planner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.io.Resources;

import io.penstock.planner.PlannerError;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.sql.SqlOperator;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is not in the catalogue can't be called, and what is calls only what was looked at. */
final class AllowListTest {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern STRING = Pattern.compile("'[^']*'");
    private static final Pattern CALLED = Pattern.compile("([a-z_][a-z0-9_]*)\\(");

    @Test
    void everyOtherFunctionOfTheEngineIsRefused() throws SQLException {
        Set<String> known = names();
        List<String> accepted = new ArrayList<>();
        for (String name : engineFunctions()) {
            if (!known.contains(name)) {
                for (String arguments : List.of("", "'a'")) {
                    if (isAccepted("SELECT \"%s\"(%s)".formatted(name, arguments))) {
                        accepted.add(name + "(" + arguments + ")");
                    }
                }
            }
        }
        assertThat(accepted).isEmpty();
    }

    @Test
    void noFunctionOfTheEngineIsATable() throws SQLException {
        List<String> accepted = new ArrayList<>();
        for (String name : engineFunctions()) {
            String sql = "SELECT * FROM \"%s\"('a')".formatted(name);
            if (isAccepted(sql)) {
                accepted.add(sql);
            }
        }
        assertThat(accepted).isEmpty();
    }

    @Test
    void aSeriesIsATable() throws SQLException {
        try (Calls calls = new Calls()) {
            assertThat(calls.run("sum(i) FROM generate_series(1, 4) AS t(i)")).isEqualTo("10");
            assertThat(calls.run("sum(generate_series) FROM generate_series(1, 4)"))
                    .isEqualTo("10");
            assertThat(calls.run("sum(range) FROM range(4)")).isEqualTo("6");
        }
    }

    @Test
    void anUnknownFunctionIsNamed() {
        assertThatThrownBy(() -> Calls.parse("getenv('HOME')"))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.code()).isEqualTo(PlannerError.UNKNOWN_FUNCTION))
                .hasMessageContaining("getenv");
    }

    /** The list is read by people when it changes: {@code -Dgolden=update} writes it anew. */
    @Test
    void onlyReviewedFunctionsOfTheEngineArePrinted() throws IOException {
        String printed =
                FunctionCatalogue.functions().stream()
                        .filter(function -> !function.builtIn())
                        .flatMap(function -> function.overloads().stream())
                        .flatMap(overload -> called(overload.printing()))
                        .collect(Collectors.toCollection(TreeSet::new))
                        .stream()
                        .collect(Collectors.joining("\n", "", "\n"));
        URL reviewed = Resources.getResource(AllowListTest.class, "reviewed-duckdb-functions.txt");
        Golden.check(
                "src/test/resources/io/penstock/planner/function/reviewed-duckdb-functions.txt",
                printed);
        assertThat(Resources.toString(reviewed, StandardCharsets.UTF_8))
                .doesNotContain("read_", "glob", "getenv", "setting", "pg_", "query", "sleep");
    }

    private static Stream<String> called(Printing printing) {
        List<String> names = new ArrayList<>();
        Matcher matcher =
                CALLED.matcher(STRING.matcher(TemplateTexts.of(printing)).replaceAll("''"));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names.stream();
    }

    private static boolean isAccepted(String sql) {
        try {
            Calls.query(sql);
            return true;
        } catch (QueryException e) {
            return false;
        }
    }

    private static Set<String> names() {
        return FunctionCatalogue.operators().getOperatorList().stream()
                .map(SqlOperator::getName)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static ImmutableSortedSet<String> engineFunctions() throws SQLException {
        ImmutableSortedSet.Builder<String> names = ImmutableSortedSet.naturalOrder();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT DISTINCT function_name FROM duckdb_functions() WHERE"
                                        + " function_name NOT LIKE '%collate\\_%' ESCAPE '\\'")) {
            while (rows.next()) {
                String name = Objects.requireNonNull(rows.getString(1));
                if (NAME.matcher(name).matches()) {
                    names.add(name);
                }
            }
        }
        return names.build();
    }
}
