package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

final class DataSourceTest {
    private final Folder folder;

    DataSourceTest(@TempDir Path folder) {
        this.folder = new Folder(folder);
    }

    private DataSource read(String text) {
        folder.with("d.datasource", text);
        Project project = folder.load();
        return project.dataSources().values().asList().get(0);
    }

    private DataSource.Column column(String line) {
        return read("SCHEMA >\n    " + line + "\n").columns().get(0);
    }

    @Test
    void readsAllInstructions() {
        DataSource source =
                read(
                        """
                        VERSION 0
                        # who and when
                        DESCRIPTION >
                            Page views.

                              And more.

                        TAGS "web, demo"
                        TOKEN "tracker" APPEND
                        TOKEN reader READ

                        SCHEMA >
                            `timestamp` DateTime `json:$.timestamp`,
                            # in the middle
                            `session_id` String `json:$.session_id`,
                            `version` LowCardinality(String) `json:$.version` DEFAULT 'a,b' CODEC(ZSTD(1)),
                            `deleted` UInt8 DEFAULT 0 `json:$.d`,

                        ENGINE "ReplacingMergeTree"
                        ENGINE_PARTITION_KEY ""
                        ENGINE_SORTING_KEY session_id, timestamp
                        ENGINE_PRIMARY_KEY 'session_id'
                        ENGINE_TTL "timestamp + toIntervalDay(60)"
                        ENGINE_VER timestamp
                        ENGINE_IS_DELETED deleted
                        ENGINE_SETTINGS index_granularity=256, ratio=0.5, on=true, s='x'
                        INDEXES >
                            by_id session_id TYPE bloom_filter(0.01) GRANULARITY 4
                            INDEX by_time timestamp TYPE minmax
                        SHARED_WITH >
                            other_workspace,
                            third
                        FORWARD_QUERY >
                            SELECT timestamp, accurateCastOrDefault(session_id, 'String') AS session_id
                        BACKFILL skip
                        """);
        assertThat(source.name()).isEqualTo("d");
        assertThat(source.description()).contains("Page views.\n\n  And more.");
        assertThat(source.tags()).containsExactly("web", "demo");
        assertThat(source.tokens())
                .extracting(t -> t.token() + " " + t.scope())
                .containsExactly("tracker APPEND", "reader READ");
        assertThat(source.columns())
                .extracting(
                        c ->
                                c.name()
                                        + " "
                                        + c.type().text()
                                        + c.path().map(p -> " " + p.text()).orElse("")
                                        + c.value()
                                                .map(v -> " " + v.kind() + " " + v.sql())
                                                .orElse(""))
                .containsExactly(
                        "timestamp DateTime $.timestamp",
                        "session_id String $.session_id",
                        "version LowCardinality(String) $.version DEFAULT 'a,b'",
                        "deleted UInt8 $.d DEFAULT 0");
        assertThat(source.columns().get(2).position()).hasToString("d.datasource:16:5");
        assertThat(source.engine().name()).isEqualTo("ReplacingMergeTree");
        assertThat(source.engine().setting("PARTITION_KEY")).isEmpty();
        assertThat(source.engine().setting("PRIMARY_KEY")).contains("session_id");
        assertThat(source.engine().setting("TTL")).contains("timestamp + toIntervalDay(60)");
        assertThat(source.indexes())
                .containsExactly(
                        new DataSource.Index("by_id", "session_id", "bloom_filter(0.01)", 4),
                        new DataSource.Index("by_time", "timestamp", "minmax", 1));
        assertThat(source.sharedWith()).containsExactly("other_workspace", "third");
        assertThat(source.forwardQuery().orElseThrow().text()).contains("accurateCastOrDefault");
        assertThat(source.backfill()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "String",
                "Nullable(Int64)",
                "LowCardinality(Nullable(String))",
                "DateTime('Europe/Madrid')",
                "DateTime64(3)",
                "DateTime64(6, 'UTC')",
                "Date32",
                "Int256",
                "UInt128",
                "Decimal(18, 4)",
                "FixedString(16)",
                "UUID",
                "JSON",
                "Bool",
                "Array(Nullable(String))",
                "Map(String, Array(UInt8))",
                "Tuple(lat Float64, lon Float64)",
                "Tuple(String, Int8)",
                "Enum8('a' = 1, 'b' = -2)",
                "AggregateFunction(count)",
                "AggregateFunction(countIf, UInt8)",
                "AggregateFunction(argMinState, String, DateTime64(3))",
                "AggregateFunction(quantile(0.9), Float64)",
                "SimpleAggregateFunction(max, DateTime)",
                "SimpleAggregateFunction(anyLast, Nullable(String))",
                "SimpleAggregateFunction(groupUniqArrayArray, Array(String))"
            })
    void typesReadBack(String type) {
        assertThat(column("`c` " + type).type().text()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    Boolean               ~ Bool
                    Decimal32(2)          ~ Decimal(9, 2)
                    Decimal(10)           ~ Decimal(10, 0)
                    Enum('x', 'y')        ~ Enum8('x', 'y')
                    Nested(a String)      ~ Array(Tuple(a String))
                    JSON(a.b UInt32)      ~ JSON
                    String NULL           ~ Nullable(String)
                    String NOT NULL       ~ String
                    """)
    void typesWithAnotherNameAreTheSame(String written, String type) {
        assertThat(column("c " + written).type().text()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    `json:$.a.b`              ~ $.a.b
                    `json:$`                  ~ $
                    `json:$.b_id` DEFAULT ''  ~ $.b_id
                    DEFAULT '' `json:$.b`     ~ $.b
                    `json:$.a['b c'].d`       ~ $.a['b c'].d
                    `json:$.a-b`              ~ $.a-b
                    `json:$.x` CODEC(Delta, LZ4) ~ $.x
                    """)
    void pathsReadBack(String written, String path) {
        assertThat(column("`c` String " + written).path().orElseThrow().text()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$.a[:]", "$.items[:].id", "$.a[:][:]"})
    void pathsIntoArraysMakeArrays(String path) {
        JsonPath read = column("`c` Array(String) `json:%s`".formatted(path)).path().orElseThrow();
        assertThat(read.text()).isEqualTo(path);
        assertThat(read.isList()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'x'", "'it''s, so'", "5", "now()", "[]",
                        "toUUID('00000000-0000-0000-0000-000000000000')",
                "true", "now64(3)", "toDateTime64(0, 3)", "other_column", "NULL", "a + b * 2"
            })
    void defaultsAreKeptAsTheyStand(String value) {
        for (String kind : new String[] {"DEFAULT", "MATERIALIZED", "ALIAS"}) {
            DataSource.Value read =
                    column("`c` String %s %s CODEC(NONE)".formatted(kind, value))
                            .value()
                            .orElseThrow();
            assertThat(read.sql()).isEqualTo(value);
            assertThat(read.kind().name()).isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    `c` DateTime64                    ~ 2:9: DateTime64 needs the number of its fraction's digits: DateTime64(3)
                    `c` Strng                         ~ 2:9: There is no type 'Strng'. Did you mean String?
                    `c`                               ~ 2:5: The column 'c' has no type; write `c` String, say
                    `c` Nullable(Array(String))       ~ 2:18: Nullable can't hold Array(String); write Array(String)
                    `c` Array(String                  ~ 2:14: A bracket starts here and is not closed
                    `c` Decimal(99, 1)                ~ 2:17: '99' must be a whole number from 1 to 76
                    `c` String DEFALT 1               ~ 2:16: 'DEFALT' means nothing behind a column's type
                    `c` String DEFAULT                ~ 2:23: DEFAULT of the column 'c' has no expression
                    `c` String `json:a`               ~ 2:22: A path starts with $
                    `c` String `json:$.a[0]`          ~ 2:25: '[0]' is no step of a path
                    `c` String `json:$.a[:]`          ~ 2:9: The column 'c' takes every element of an array, so its type must be Array(String)
                    `c` String, `C` String            ~ 2:17: The column 'C' stands twice; rename one
                    `c` String DEFAULT 'open          ~ 2:24: A quote starts here and is not closed
                    """)
    void wrongColumnsAreShown(String line, String problem) {
        folder.with("d.datasource", "SCHEMA >\n    " + line + "\n");
        assertThat(folder.problems())
                .singleElement()
                .satisfies(found -> assertThat(found).startsWith("d.datasource:" + problem));
    }

    @Test
    void allProblemsComeAtOnce() {
        folder.with(
                        "d.datasource",
                        """
                        SCHEMA >
                            `a` Strin,
                            `b` Int33,
                            `c` UInt8
                        ENGINE \u201cMergeTree\u201d
                        ENGINE_VER d
                        ENGINE_SETTINGS a=b
                        ENGINE_TTL x
                        ENGINE_TTL y
                        TOKEN t WRITE
                        BACKFILL now
                        KAFKA_AUTO_OFFSET_RESET first
                        IMPORT_SCHEDULE 61 * * * *
                        INDEXES >
                            nonsense
                        FORWARD_QUERY >
                            UPDATE x
                        SHEMA >
                            x
                        """)
                .with("e.datasource", "DESCRIPTION nothing\n")
                .with("f.datasource", "SCHEMA >\n\nENGINE CollapsingMergeTree\n");
        assertThat(folder.problems())
                .extracting(p -> p.substring(0, Math.min(60, p.length())))
                .containsExactly(
                        "d.datasource:2:9: There is no type 'Strin'. Did you mean Str",
                        "d.datasource:3:9: There is no type 'Int33'. Did you mean Int",
                        "d.datasource:5:8: There is no engine '\u201cMergeTree\u201d'; there ar",
                        "d.datasource:5:8: Typographic quotes around \u201cMergeTree\u201d; wri",
                        "d.datasource:7:17: 'a=b' is no setting; write name=value, a ",
                        "d.datasource:9:1: ENGINE_TTL is set twice, first in line 8; ",
                        "d.datasource:10:1: 'TOKEN t WRITE' is not understood; write ",
                        "d.datasource:11:10: BACKFILL is 'now'; it can only be skip",
                        "d.datasource:12:1: A data source fed by Kafka needs KAFKA_TO",
                        "d.datasource:12:25: KAFKA_AUTO_OFFSET_RESET is 'first'; it m",
                        "d.datasource:13:17: IMPORT_SCHEDULE is '61 * * * *', whose m",
                        "d.datasource:15:5: 'nonsense' is no index; write: name expre",
                        "d.datasource:17:5: FORWARD_QUERY must be a SELECT of the new",
                        "d.datasource:18:1: Unknown instruction 'SHEMA'; did you mean",
                        "e.datasource:1:1: The data source has no columns; write SCHE",
                        "f.datasource:1:1: SCHEMA has no column; write one a line bel");
    }

    @Test
    void connectorsAreKeptAndReported() {
        folder.with(
                "b.connection",
                """
                TYPE kafka
                KAFKA_BOOTSTRAP_SERVERS {{ tb_secret("SERVERS", "localhost:9092") }}
                KAFKA_SECURITY_PROTOCOL PLAINTEXT
                KAFKA_KEY {{ tb_secret("KEY") }}
                KAFKA_SSL_CA_PEM >
                    -----BEGIN CERTIFICATE-----
                    abc
                """);
        DataSource source =
                read(
                        """
                        SCHEMA >
                            `__value` String

                        KAFKA_CONNECTION_NAME "b"
                        KAFKA_TOPIC events
                        KAFKA_GROUP_ID {{ tb_secret("GROUP", "g") }}
                        KAFKA_STORE_RAW_VALUE 'False'
                        """);
        assertThat(source.connector())
                .isEqualTo(
                        ImmutableMap.of(
                                "KAFKA_CONNECTION_NAME", "b",
                                "KAFKA_TOPIC", "events",
                                "KAFKA_GROUP_ID", "{{ tb_secret(\"GROUP\", \"g\") }}",
                                "KAFKA_STORE_RAW_VALUE", "False"));
        Project project = folder.load();
        assertThat(project.connections()).isEmpty();
        assertThat(project.otherConnections())
                .singleElement()
                .satisfies(
                        b ->
                                assertThat(b.values())
                                        .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")
                                        .containsEntry(
                                                "KAFKA_SSL_CA_PEM",
                                                "-----BEGIN CERTIFICATE-----\nabc"));
        assertThat(project.notices())
                .extracting(ProjectProblem::toString)
                .anyMatch(n -> n.startsWith("b.connection:1:1: TYPE kafka is not run yet"))
                .anyMatch(n -> n.startsWith("b.connection:4:11: The secret 'KEY' is not set"))
                .anyMatch(n -> n.startsWith("d.datasource:1:1: Data sources are not stored yet"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    TYPE kafka                                          ~ 1:1: TYPE kafka needs KAFKA_BOOTSTRAP_SERVERS
                    TYPE s3;S3_REGIO eu                                 ~ 2:1: TYPE s3 has no setting S3_REGIO. Did you mean S3_REGION?
                    TYPE kafka;KAFKA_BOOTSTRAP_SERVERS x;KAFKA_SASL_MECHANISM NTLM ~ 3:1: KAFKA_SASL_MECHANISM is 'NTLM'; it must be one of PLAIN
                    """)
    void wrongConnectionsAreShown(String lines, String problem) {
        folder.with("c.connection", lines.replace(';', '\n'));
        assertThat(folder.problems())
                .anySatisfy(found -> assertThat(found).startsWith("c.connection:" + problem));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IMPORT_CONNECTION_NAME my_s3\n"
                        + "IMPORT_BUCKET_URI s3://b/*.ndjson.gz\n"
                        + "IMPORT_SCHEDULE @auto\n"
                        + "IMPORT_FROM_TIMESTAMP 2024-01-01T00:00:00Z",
                "IMPORT_SERVICE bigquery\n"
                        + "IMPORT_SCHEDULE */5 * * * *\n"
                        + "IMPORT_STRATEGY replace\n"
                        + "IMPORT_QUERY >\n"
                        + "    SELECT a FROM p.d.t",
                "IMPORT_SERVICE dynamodb\n"
                        + "IMPORT_TABLE_ARN arn:x\n"
                        + "IMPORT_EXPORT_BUCKET b\n"
                        + "IMPORT_CONNECTION_NAME c",
                "ENGINE Join\n"
                        + "ENGINE_JOIN_STRICTNESS ANY\n"
                        + "ENGINE_JOIN_TYPE LEFT\n"
                        + "ENGINE_KEY_COLUMNS a",
                "ENGINE Null",
                "ENGINE SummingMergeTree\n"
                        + "ENGINE_SORTING_KEY a\n"
                        + "ENGINE_SUMMING_COLUMNS n\n"
                        + "ENGINE_SAMPLING_KEY a",
                "ENGINE_PARTITION_KEY tuple()\nENGINE_SORTING_KEY tuple()",
            })
    void otherInstructionsLoad(String lines) {
        folder.with("d.datasource", "SCHEMA >\n    `a` String,\n    n Int64\n\n" + lines + "\n");
        assertThat(folder.problems()).isEmpty();
    }
}
