package io.penstock.server.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.query.QueryResult;
import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.Test;

import java.util.OptionalLong;

class JsonFormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void hasMetaDataRowsAndStatistics() throws Exception {
        QueryResult result =
                DuckRows.of(
                        "SELECT CAST(1 AS UBIGINT) AS id, CAST(NULL AS DOUBLE) AS n",
                        FieldTypes.field("id", new ArrowType.Int(64, false), false));
        JsonNode json =
                JSON.readTree(FormatTester.bytes(ResultFormat.JSON, FormatOptions.DEFAULT, result));
        assertThat(json.get("meta").toString())
                .isEqualTo(
                        "[{\"name\":\"id\",\"type\":\"UInt64\"},"
                                + "{\"name\":\"n\",\"type\":\"Nullable(Float64)\"}]");
        assertThat(json.get("data").toString()).isEqualTo("[{\"id\":1,\"n\":null}]");
        assertThat(json.get("rows").asInt()).isEqualTo(1);
        assertThat(json.has("rows_before_limit_at_least")).isFalse();
        assertThat(json.get("statistics").get("elapsed").asDouble()).isPositive();
        assertThat(json.get("statistics").get("rows_read").asInt()).isEqualTo(12);
        assertThat(json.get("statistics").get("bytes_read").asInt()).isEqualTo(345);
    }

    @Test
    void emptyResultHasMeta() throws Exception {
        JsonNode json =
                JSON.readTree(FormatTester.text(ResultFormat.JSON, "SELECT 1 AS a LIMIT 0"));
        assertThat(json.get("data")).isEmpty();
        assertThat(json.get("rows").asInt()).isZero();
        assertThat(json.get("meta")).hasSize(1);
    }

    @Test
    void limitedResultSaysHowManyRowsThereWere() throws Exception {
        QueryResult rows = DuckRows.of("SELECT i FROM range(3) t(i)");
        QueryResult limited =
                new QueryResult(
                        rows.rows(),
                        "duckdb",
                        OptionalLong.of(10),
                        ImmutableSet.of(),
                        ImmutableList::of);
        JsonNode json =
                JSON.readTree(
                        FormatTester.bytes(ResultFormat.JSON, FormatOptions.DEFAULT, limited));
        assertThat(json.get("rows_before_limit_at_least").asInt()).isEqualTo(13);
    }

    @Test
    void namesAreEscaped() throws Exception {
        JsonNode json =
                JSON.readTree(FormatTester.text(ResultFormat.JSON, "SELECT 1 AS \"a\"\"b\\\""));
        assertThat(json.get("meta").get(0).get("name").asText()).isEqualTo("a\"b\\");
        assertThat(json.get("data").get(0).get("a\"b\\").asInt()).isEqualTo(1);
    }
}
