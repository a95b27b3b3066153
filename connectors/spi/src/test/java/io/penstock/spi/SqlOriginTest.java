package io.penstock.spi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.sql.SqlOrigin;
import io.penstock.spi.sql.SqlOrigin.Span;

import org.junit.jupiter.api.Test;

import java.util.Optional;

final class SqlOriginTest {
    @Test
    void textOfAClientIsItsOwnOrigin() {
        assertThat(SqlOrigin.IDENTITY.locate("select\n  x", 2, 3)).hasToString("line 2, column 3");
    }

    @Test
    void literalPiecesMoveAlongAndValuesDoNot() {
        String rendered = "select ?,\n bad";
        SqlOrigin origin =
                new SqlOrigin(
                        Optional.of("p.pipe"),
                        ImmutableList.of(
                                new Span(0, 5, 3, true),
                                new Span(7, 5, 10, false),
                                new Span(8, 5, 25, true)));
        assertThat(origin.locate(rendered, 1, 3)).hasToString("p.pipe:5:5");
        assertThat(origin.locate(rendered, 1, 8)).hasToString("p.pipe:5:10");
        assertThat(origin.locate(rendered, 2, 2)).hasToString("p.pipe:6:2");
    }
}
