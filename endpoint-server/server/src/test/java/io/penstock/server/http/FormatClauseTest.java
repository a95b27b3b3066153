package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatClauseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    select 1 FORMAT JSON                        ~ select 1           ~ JSON
                    select 1 format json;                       ~ select 1           ~ json
                    select 1 FoRmAt CSVWithNames ; ;            ~ select 1           ~ CSVWithNames
                    select 'a' FORMAT TSV -- done               ~ select 'a'         ~ TSV
                    select 1 FORMAT /* one */ Parquet /* two */ ~ select 1           ~ Parquet
                    select (1)FORMAT JSON                       ~ select (1)         ~ JSON
                    select 1 SETTINGS a = 1, b = 'x' FORMAT CSV ~ select 1           ~ CSV
                    select 1 FORMAT CSV SETTINGS a = 1          ~ select 1           ~ CSV
                    % select {{Int32(x)}} as a FORMAT JSON      ~ % select {{Int32(x)}} as a ~ JSON
                    """)
    void aClauseAtTheEndIsTakenOff(String text, String sql, String format) {
        FormatClause clause = FormatClause.of(text);
        assertThat(clause.sql().strip()).isEqualTo(sql);
        assertThat(clause.format()).contains(format);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "select 'x FORMAT JSON'",
                "select 1 -- FORMAT JSON",
                "select 1 /* FORMAT JSON */",
                "select 1 as \"a FORMAT JSON\"",
                "% select 1 {% if x %} FORMAT JSON {% end %}",
                "select a as format from t",
                "select format('{}', a) from t",
                "FORMAT JSON",
                ""
            })
    void whatIsNoClauseStays(String text) {
        FormatClause clause = FormatClause.of(text);
        assertThat(clause.sql()).isEqualTo(text);
        assertThat(clause.format()).isEmpty();
    }

    @Test
    void settingsAreRead() {
        FormatClause clause =
                FormatClause.of(
                        "select 1 settings Output_Format_Json_Quote_Denormals=1, b = 'x' format"
                                + " JSON");
        assertThat(clause.settings())
                .containsEntry("output_format_json_quote_denormals", "1")
                .containsEntry("b", "x")
                .hasSize(2);
    }

    @Test
    void aLongTextTakesNoTimeAndNoStack() {
        String text = "select '" + "x".repeat(2_000_000) + "' FORMAT JSON";
        assertThat(FormatClause.of(text).format()).contains("JSON");
        assertThat(FormatClause.of("select 1 " + "/*".repeat(20_000)).format()).isEmpty();
    }
}
