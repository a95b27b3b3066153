package io.penstock.engine.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;

import io.penstock.spi.engine.OperatorProfile;
import io.penstock.spi.engine.ReadStatistics;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What DuckDB's profiler says of a statement that has run. */
final class Profile {
    /** Enough to know how many rows come from files. */
    static final String FILES =
            "['io.total_bytes_read', 'operator.type', 'operator.extra_info',"
                    + " 'operator.rows_scanned']";

    /** All that is known of each operator. */
    static final String OPERATORS = "['io.total_bytes_read', 'operator.*']";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ESTIMATE = "Estimated Cardinality";
    private static final ImmutableSet<String> READERS = ImmutableSet.of("READ_PARQUET", "READ_CSV");

    /** Around the operators of the statement itself; they do nothing. */
    private static final ImmutableSet<String> WRAPPERS =
            ImmutableSet.of(
                    "RESULT_COLLECTOR", "EXECUTE", "CREATE_TABLE_AS", "BATCH_CREATE_TABLE_AS");

    private final JsonNode root;

    private Profile(JsonNode root) {
        this.root = root;
    }

    /** From the profiler's JSON. */
    static Profile of(String json) {
        try {
            return new Profile(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("DuckDB's profile is not JSON", e);
        }
    }

    /** What came from files; scans of sources are in DuckDB's own sum, and not in this one. */
    ReadStatistics files() {
        return new ReadStatistics(
                Streams.stream(root.path("operator")).mapToLong(Profile::rowsOfFiles).sum(),
                root.path("io").path("total_bytes_read").asLong());
    }

    private static long rowsOfFiles(JsonNode operator) {
        boolean reads = READERS.contains(operator.path("extra_info").path("Function").asText());
        long rows = reads ? operator.path("rows_scanned").asLong() : 0;
        for (JsonNode input : operator.path("children")) {
            rows += rowsOfFiles(input);
        }
        return rows;
    }

    /** The operators, the uppermost first; one of them unless DuckDB makes several trees. */
    ImmutableList<OperatorProfile> operators() {
        return operators(root.path("operator"));
    }

    private static ImmutableList<OperatorProfile> operators(JsonNode nodes) {
        ImmutableList.Builder<OperatorProfile> operators = ImmutableList.builder();
        for (JsonNode node : nodes) {
            if (WRAPPERS.contains(node.path("type").asText())) {
                operators.addAll(operators(node.path("children")));
            } else {
                operators.add(operator(node));
            }
        }
        return operators.build();
    }

    private static OperatorProfile operator(JsonNode node) {
        JsonNode info = node.path("extra_info");
        return new OperatorProfile(
                node.path("type").asText(),
                details(info),
                info.has(ESTIMATE)
                        ? OptionalLong.of(info.path(ESTIMATE).asLong())
                        : OptionalLong.empty(),
                node.path("intermediate_rows").asLong(),
                node.path("rows_scanned").asLong(),
                node.path("intermediate_size_bytes").asLong(),
                Duration.ofNanos(Math.round(node.path("timing").asDouble() * 1e9)),
                operators(node.path("children")));
    }

    private static ImmutableMap<String, String> details(JsonNode info) {
        ImmutableMap.Builder<String, String> details = ImmutableMap.builder();
        info.properties().stream()
                .filter(detail -> !detail.getKey().equals(ESTIMATE))
                .forEach(detail -> details.put(detail.getKey(), text(detail.getValue())));
        return details.buildOrThrow();
    }

    private static String text(JsonNode value) {
        return value.isArray()
                ? Streams.stream(value).map(JsonNode::asText).collect(Collectors.joining(", "))
                : value.asText();
    }
}
