package io.penstock.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;

import io.penstock.planner.TestCatalog;
import io.penstock.planner.function.FunctionCatalogue;
import io.penstock.query.QueryLimits;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SqlPosition;
import io.penstock.spi.sql.BoundSql;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What is said to wrong queries: {@code wrong-queries.txt} has each query on a line ({@code ⏎} for
 * a line's end), and below it code, place and message. {@code -Dgolden=update} writes the file
 * anew.
 */
class WrongQueriesTest {
    private static final String FILE = "wrong-queries.txt";

    private final SqlParsing parsing = new SqlParsing(FunctionCatalogue.operators());

    @Test
    void everyWrongQueryIsRefusedInTheWordsOfTheFile() throws IOException {
        String golden =
                Resources.toString(
                        Resources.getResource(WrongQueriesTest.class, FILE),
                        StandardCharsets.UTF_8);
        StringBuilder answers = new StringBuilder();
        for (String line : Splitter.on('\n').split(golden.stripTrailing())) {
            if (!line.startsWith("    ")) {
                answers.append(line).append('\n');
                if (!line.isBlank() && !line.startsWith("#")) {
                    answers.append("    ").append(answer(line)).append('\n');
                }
            }
        }
        if ("update".equals(System.getProperty("golden"))) {
            Files.writeString(source(), answers);
        }
        assertThat(answers.toString()).isEqualTo(golden);
    }

    @Test
    void aCheckRefusesTheSameInTheSameWords() throws IOException {
        List<String> lines =
                Resources.readLines(
                        Resources.getResource(WrongQueriesTest.class, FILE),
                        StandardCharsets.UTF_8);
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("    ")) {
                assertThat(checked(line)).as(line).isEqualTo(answer(line));
            }
        }
    }

    /** Only the tree shows it, which a check does not make. */
    @Test
    void aSubQueryReadsColumnsOfGroupsOnly() {
        assertThat(
                        answer(
                                "SELECT customer_id, (SELECT sum(c.id) + sum(o.id) FROM"
                                        + " shop.customers c WHERE c.id = o.id) FROM shop.orders o"
                                        + " GROUP BY customer_id"))
                .isEqualTo(
                        "NOT_AN_AGGREGATE (no place): 'o.id' is read by a sub-query, and is not in"
                                + " the GROUP BY around it");
    }

    @Test
    void noMessageSpeaksOfCalcite() throws IOException {
        List<String> lines =
                Resources.readLines(
                        Resources.getResource(WrongQueriesTest.class, FILE),
                        StandardCharsets.UTF_8);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("    "))
                .hasSizeGreaterThan(40)
                .noneMatch(line -> line.contains("line 0"))
                .noneMatch(
                        line -> line.contains("org.") || line.contains("Sql") || line.contains("$"))
                .noneMatch(line -> line.contains("INTERNAL") || line.contains("ACCEPTED"));
    }

    private String answer(String line) {
        return answer(
                () ->
                        parsing.parse(
                                sql(line),
                                TestCatalog.shop(),
                                ReadPolicy.EVERYTHING,
                                QueryLimits.DEFAULT.sqlBytes()));
    }

    private String checked(String line) {
        return answer(
                () ->
                        parsing.check(
                                sql(line),
                                TestCatalog.shop(),
                                QueryLimits.DEFAULT.sqlBytes(),
                                new ViewTypes()));
    }

    private static BoundSql sql(String line) {
        return BoundSql.of(line.replace('⏎', '\n'));
    }

    private static String answer(Runnable work) {
        try {
            work.run();
            return "ACCEPTED";
        } catch (QueryException e) {
            String place = e.position().map(SqlPosition::toString).orElse("no place");
            return "%s (%s): %s".formatted(e.code().name(), place, e.getMessage());
        }
    }

    private static Path source() {
        return Path.of("src/test/resources/io/penstock/planner/parse", FILE);
    }
}
