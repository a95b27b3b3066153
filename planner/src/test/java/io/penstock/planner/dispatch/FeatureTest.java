package io.penstock.planner.dispatch;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;

import io.penstock.spi.catalog.RemoteDialect;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Every feature of SELECT, printed, gives what DuckDB makes of the author's own text. */
final class FeatureTest {
    private static ImmutableList<Judge> judges = ImmutableList.of();

    /**
     * A query of the script.
     *
     * @param title the comment above it
     * @param sql the query
     * @param forDuckDb the same in DuckDB's own words
     */
    record Feature(String title, String sql, String forDuckDb) {
        @Override
        public String toString() {
            return title;
        }
    }

    @BeforeAll
    static void open(@TempDir Path folder) throws SQLException {
        judges =
                ImmutableList.of(
                        judge(new Judge.Placement.Parquet(folder)),
                        judge(new Judge.Placement.Remote(RemoteDialect.POSTGRESQL)));
    }

    private static Judge judge(Judge.Placement place) throws SQLException {
        return new Judge("shop", ShopData.STATEMENTS, ShopData.SCHEMAS, place);
    }

    @AfterAll
    static void close() throws SQLException {
        for (Judge judge : judges) {
            judge.close();
        }
    }

    /**
     * Queries of two scripts: one for each feature, and features in combination. Blank lines
     * separate them, a comment may say what a query shows, and "-- DuckDB" stands above another
     * spelling of it.
     */
    static List<Feature> features() {
        return Stream.of("features.sql", "combinations.sql").flatMap(FeatureTest::script).toList();
    }

    private static Stream<Feature> script(String name) {
        try {
            String text =
                    Resources.toString(
                            Resources.getResource("dispatch/" + name), StandardCharsets.UTF_8);
            return Splitter.on("\n\n")
                    .trimResults()
                    .omitEmptyStrings()
                    .splitToStream(text)
                    .map(FeatureTest::feature);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Feature feature(String text) {
        boolean titled = text.startsWith("--");
        int line = titled ? text.indexOf('\n') : 0;
        List<String> spellings =
                Splitter.on("\n-- DuckDB\n").trimResults().splitToList(text.substring(line));
        String title = titled ? text.substring(2, line).strip() : spellings.get(0);
        return new Feature(title, spellings.get(0), spellings.get(spellings.size() - 1));
    }

    @ParameterizedTest
    @MethodSource("features")
    void printedEqualsOriginal(Feature feature) throws SQLException {
        for (Judge judge : judges) {
            judge.agrees(feature.sql(), feature.forDuckDb());
        }
    }
}
