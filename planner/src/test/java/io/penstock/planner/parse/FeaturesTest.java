package io.penstock.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;

import io.penstock.planner.TestCatalog;
import io.penstock.planner.catalog.TypeMapping;
import io.penstock.planner.function.FunctionCatalogue;
import io.penstock.query.QueryLimits;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.sql.BoundSql;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/** Everything that {@code features.sql} lists is understood and has a schema. */
class FeaturesTest {
    private static final SqlParsing PARSING = new SqlParsing(FunctionCatalogue.operators());

    static Stream<String> features() throws IOException {
        String text =
                Resources.toString(
                        Resources.getResource(FeaturesTest.class, "features.sql"),
                        StandardCharsets.UTF_8);
        return Arrays.stream(text.split(";\\R")).map(String::strip).filter(sql -> !sql.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("features")
    void isUnderstood(String sql) {
        ParsedQuery query =
                PARSING.parse(
                        BoundSql.of(sql),
                        TestCatalog.shop(),
                        ReadPolicy.EVERYTHING,
                        QueryLimits.DEFAULT.sqlBytes());
        assertThat(TypeMapping.schema(query.root().validatedRowType).getFields())
                .hasSameSizeAs(query.root().fields)
                .isNotEmpty();
    }
}
