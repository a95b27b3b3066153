package io.penstock.source.files;

import static io.penstock.source.files.FilesFixture.columns;
import static io.penstock.source.files.FilesFixture.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.ColumnStatistics.Range;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.EnumType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Float16Type;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.JsonType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.NullType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.UUIDType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Parquet footers of every type: our types are the ones DuckDB reads the file with. */
class ParquetTypesTest {
    @TempDir Path folder;
    private FilesFixture files;

    @BeforeEach
    void start() {
        files = new FilesFixture(folder);
    }

    private record Leaf(String what, SchemaElement element) {}

    private static Leaf leaf(Type type, int length, @Nullable LogicalType logical) {
        SchemaElement element = new SchemaElement("c");
        element.setType(type);
        element.setRepetition_type(FieldRepetitionType.OPTIONAL);
        if (length > 0) {
            element.setType_length(length);
        }
        if (logical != null) {
            element.setLogicalType(logical);
        }
        return new Leaf(type + " " + length + " " + logical, element);
    }

    private static Leaf converted(Type type, ConvertedType converted) {
        Leaf leaf = leaf(type, converted == ConvertedType.INTERVAL ? 12 : 0, null);
        leaf.element().setConverted_type(converted);
        return new Leaf(type + " " + converted, leaf.element());
    }

    private static Leaf decimal(Type type, int length, int precision, int scale) {
        Leaf leaf = leaf(type, length, LogicalType.DECIMAL(new DecimalType(scale, precision)));
        leaf.element().setConverted_type(ConvertedType.DECIMAL);
        leaf.element().setPrecision(precision);
        leaf.element().setScale(scale);
        return leaf;
    }

    private static List<Leaf> leaves() {
        ImmutableList.Builder<Leaf> leaves = ImmutableList.builder();
        for (Type type : Type.values()) {
            leaves.add(leaf(type, type == Type.FIXED_LEN_BYTE_ARRAY ? 7 : 0, null));
        }
        for (TimeUnit unit :
                List.of(
                        TimeUnit.MILLIS(new MilliSeconds()),
                        TimeUnit.MICROS(new MicroSeconds()),
                        TimeUnit.NANOS(new NanoSeconds()))) {
            Type time = unit.isSetMILLIS() ? Type.INT32 : Type.INT64;
            for (boolean utc : new boolean[] {false, true}) {
                leaves.add(
                        leaf(Type.INT64, 0, LogicalType.TIMESTAMP(new TimestampType(utc, unit))));
                leaves.add(leaf(time, 0, LogicalType.TIME(new TimeType(utc, unit))));
            }
        }
        for (boolean signed : new boolean[] {false, true}) {
            for (int bits : new int[] {8, 16, 32, 64}) {
                Type type = bits == 64 ? Type.INT64 : Type.INT32;
                leaves.add(leaf(type, 0, LogicalType.INTEGER(new IntType((byte) bits, signed))));
            }
        }
        return leaves.add(leaf(Type.BYTE_ARRAY, 0, LogicalType.STRING(new StringType())))
                .add(leaf(Type.BYTE_ARRAY, 0, LogicalType.ENUM(new EnumType())))
                .add(leaf(Type.BYTE_ARRAY, 0, LogicalType.JSON(new JsonType())))
                .add(leaf(Type.FIXED_LEN_BYTE_ARRAY, 16, LogicalType.UUID(new UUIDType())))
                .add(leaf(Type.FIXED_LEN_BYTE_ARRAY, 2, LogicalType.FLOAT16(new Float16Type())))
                .add(leaf(Type.INT32, 0, LogicalType.DATE(new DateType())))
                .add(leaf(Type.INT32, 0, LogicalType.UNKNOWN(new NullType())))
                .add(decimal(Type.INT32, 0, 9, 2))
                .add(decimal(Type.INT64, 0, 18, 4))
                .add(decimal(Type.FIXED_LEN_BYTE_ARRAY, 16, 38, 10))
                .add(decimal(Type.FIXED_LEN_BYTE_ARRAY, 20, 45, 10))
                .add(decimal(Type.BYTE_ARRAY, 0, 20, 0))
                .add(converted(Type.BYTE_ARRAY, ConvertedType.UTF8))
                .add(converted(Type.BYTE_ARRAY, ConvertedType.ENUM))
                .add(converted(Type.BYTE_ARRAY, ConvertedType.JSON))
                .add(converted(Type.INT32, ConvertedType.DATE))
                .add(converted(Type.INT32, ConvertedType.TIME_MILLIS))
                .add(converted(Type.INT64, ConvertedType.TIME_MICROS))
                .add(converted(Type.INT64, ConvertedType.TIMESTAMP_MILLIS))
                .add(converted(Type.INT64, ConvertedType.TIMESTAMP_MICROS))
                .add(converted(Type.INT32, ConvertedType.INT_8))
                .add(converted(Type.INT32, ConvertedType.INT_16))
                .add(converted(Type.INT32, ConvertedType.INT_32))
                .add(converted(Type.INT64, ConvertedType.INT_64))
                .add(converted(Type.INT32, ConvertedType.UINT_8))
                .add(converted(Type.INT32, ConvertedType.UINT_16))
                .add(converted(Type.INT32, ConvertedType.UINT_32))
                .add(converted(Type.INT64, ConvertedType.UINT_64))
                .add(converted(Type.FIXED_LEN_BYTE_ARRAY, ConvertedType.INTERVAL))
                .build();
    }

    @TestFactory
    Stream<DynamicTest> leavesAreWhatDuckDbReads() {
        return leaves().stream()
                .map(leaf -> DynamicTest.dynamicTest(leaf.what(), () -> same(leaf.element())));
    }

    private static SchemaElement group(
            String name, FieldRepetitionType repetition, int children, @Nullable ConvertedType is) {
        SchemaElement element = new SchemaElement(name);
        element.setRepetition_type(repetition);
        element.setNum_children(children);
        if (is != null) {
            element.setConverted_type(is);
            if (is == ConvertedType.LIST) {
                element.setLogicalType(LogicalType.LIST(new ListType()));
            } else {
                element.setLogicalType(LogicalType.MAP(new MapType()));
            }
        }
        return element;
    }

    private static SchemaElement integer(String name, FieldRepetitionType repetition) {
        SchemaElement element = new SchemaElement(name);
        element.setType(Type.INT32);
        element.setRepetition_type(repetition);
        return element;
    }

    private static final FieldRepetitionType OPTIONAL = FieldRepetitionType.OPTIONAL;
    private static final FieldRepetitionType REQUIRED = FieldRepetitionType.REQUIRED;
    private static final FieldRepetitionType REPEATED = FieldRepetitionType.REPEATED;

    @TestFactory
    Stream<DynamicTest> groupsAreWhatDuckDbReads() {
        return Stream.of(
                nested(
                        "list of three levels",
                        group("l", OPTIONAL, 1, ConvertedType.LIST),
                        group("list", REPEATED, 1, null),
                        integer("element", OPTIONAL)),
                nested(
                        "list of two levels",
                        group("l", OPTIONAL, 1, ConvertedType.LIST),
                        integer("element", REPEATED)),
                nested("repeated value", integer("r", REPEATED)),
                nested(
                        "list of pairs in two levels",
                        group("l", OPTIONAL, 1, ConvertedType.LIST),
                        group("array", REPEATED, 2, null),
                        integer("a", OPTIONAL),
                        integer("b", REQUIRED)),
                nested("struct of one", group("s", OPTIONAL, 1, null), integer("a", OPTIONAL)),
                nested(
                        "repeated group",
                        group("g", REPEATED, 2, null),
                        integer("a", OPTIONAL),
                        integer("b", OPTIONAL)),
                nested(
                        "map",
                        group("m", OPTIONAL, 1, ConvertedType.MAP),
                        group("key_value", REPEATED, 2, null),
                        integer("key", REQUIRED),
                        integer("value", OPTIONAL)),
                nested(
                        "list of lists",
                        group("l", OPTIONAL, 1, ConvertedType.LIST),
                        group("list", REPEATED, 1, null),
                        group("element", OPTIONAL, 1, ConvertedType.LIST),
                        group("list", REPEATED, 1, null),
                        integer("element", OPTIONAL)),
                nested(
                        "list of structs of one",
                        group("l", OPTIONAL, 1, ConvertedType.LIST),
                        group("list", REPEATED, 1, null),
                        group("element", OPTIONAL, 1, null),
                        integer("a", OPTIONAL)),
                nested(
                        "struct with a map in it",
                        group("s", OPTIONAL, 2, null),
                        integer("a", OPTIONAL),
                        group("m", OPTIONAL, 1, ConvertedType.MAP),
                        group("key_value", REPEATED, 2, null),
                        integer("key", REQUIRED),
                        integer("value", OPTIONAL)));
    }

    private DynamicTest nested(String what, SchemaElement... elements) {
        return DynamicTest.dynamicTest(what, () -> same(elements));
    }

    private void same(SchemaElement... column) throws Exception {
        Path file = files.path("t.parquet");
        files.with("t.parquet", footerOnly(List.of(column), 1));
        try (DuckDbJudge judge = new DuckDbJudge();
                Source source = files.open()) {
            List<String> expected = judge.describe("SELECT * FROM '" + file + "'");
            assertThat(columns(table(source, "t")))
                    .isEqualTo(expected.stream().map(ParquetTypesTest::asSeam).toList());
        }
    }

    /** Nothing passes the seams for these: the engine casts them to the nearest that does. */
    private static String asSeam(String column) {
        return column.replace("TIME WITH TIME ZONE", "TIME")
                .replace("TIME_NS", "TIME")
                .replace("TIMESTAMPTZ_NS", "TIMESTAMP WITH TIME ZONE")
                .replace("\"NULL\"", "INTEGER");
    }

    @Test
    void typesThatDuckDbRefusesAreNamed() throws Exception {
        Leaf bson = converted(Type.BYTE_ARRAY, ConvertedType.BSON);
        files.with("t.parquet", footerOnly(List.of(bson.element()), 1));
        try (Source source = files.open()) {
            assertThatThrownBy(() -> table(source, "t"))
                    .hasMessage(
                            "Can't read Parquet file 'data/t.parquet': its column 'c' has a type"
                                    + " that is not supported (BSON)");
        }
    }

    @Test
    void requiredColumnsTakeNoNull() throws Exception {
        files.with(
                "t.parquet",
                footerOnly(List.of(integer("a", REQUIRED), integer("b", OPTIONAL)), 2));
        try (Source source = files.open()) {
            assertThat(columns(table(source, "t")))
                    .containsExactly("a INTEGER NOT NULL", "b INTEGER");
        }
    }

    @Test
    void timestampsKeepTheirPrecision() throws Exception {
        Leaf millis =
                leaf(
                        Type.INT64,
                        0,
                        LogicalType.TIMESTAMP(
                                new TimestampType(false, TimeUnit.MILLIS(new MilliSeconds()))));
        files.with("t.parquet", footerOnly(List.of(millis.element()), 1));
        try (Source source = files.open()) {
            SourceTable table = table(source, "t");
            assertThat(FieldTypes.precision(table.schema().findField("c"))).isEqualTo(3);
        }
    }

    @Test
    void namesThatDifferInCaseAreToldApartAsDuckDbDoes() throws Exception {
        files.with(
                "t.parquet",
                footerOnly(List.of(integer("a", OPTIONAL), integer("A", OPTIONAL)), 2));
        try (DuckDbJudge judge = new DuckDbJudge();
                Source source = files.open()) {
            assertThat(columns(table(source, "t")))
                    .isEqualTo(judge.describe("SELECT * FROM '" + files.path("t.parquet") + "'"));
        }
    }

    @Test
    void damagedFilesAreNamedAndSaid() throws Exception {
        byte[] good = footerOnly(List.of(integer("a", OPTIONAL)), 1);
        expect(new byte[0], "the file is empty");
        expect("a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8), "it is not a Parquet file");
        expect("PAR1".getBytes(StandardCharsets.UTF_8), "it is not a Parquet file");
        byte[] cut = new byte[good.length - 1];
        System.arraycopy(good, 0, cut, 0, cut.length);
        expect(cut, "it is cut off or damaged");
        byte[] encrypted = good.clone();
        encrypted[good.length - 1] = 'E';
        expect(encrypted, "encrypted");
        byte[] hugeFooter = good.clone();
        hugeFooter[good.length - 5] = 0x7f;
        expect(hugeFooter, "its footer claims");
        byte[] garbage = good.clone();
        for (int i = 4; i < good.length - 8; i++) {
            garbage[i] = (byte) 0xff;
        }
        expect(garbage, "its footer is damaged");
    }

    @Test
    void damagedFootersNeverBringMoreThanAnError() throws Exception {
        byte[] good = footerOnly(leaves().stream().map(Leaf::element).toList(), leaves().size());
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = good.clone();
            for (int k = 0; k < 1 + random.nextInt(4); k++) {
                bad[4 + random.nextInt(good.length - 12)] = (byte) random.nextInt(256);
            }
            files.with("t.parquet", bad);
            try {
                ParquetFooter.read(files.path("t.parquet"), "t.parquet");
            } catch (QueryException e) {
                assertThat(e.code()).isIn(SourceError.BAD_FILE, SourceError.TOO_MANY_COLUMNS);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    private void expect(byte[] content, String message) {
        files.with("t.parquet", content);
        try (Source source = files.open()) {
            assertThatThrownBy(() -> table(source, "t"))
                    .hasMessageContaining("'data/t.parquet'")
                    .hasMessageContaining(message)
                    .hasMessageNotContaining(folder.toString())
                    .extracting(e -> ((QueryException) e).code())
                    .isEqualTo(SourceError.BAD_FILE);
        }
    }

    static SchemaElement optionalInteger() {
        return integer("id", OPTIONAL);
    }

    /** A valid file without rows; a column's elements are its own and its children's. */
    static byte[] footerOnly(List<SchemaElement> columns, int topLevel) throws IOException {
        SchemaElement root = new SchemaElement("schema");
        root.setNum_children(topLevel);
        List<SchemaElement> schema =
                ImmutableList.<SchemaElement>builder().add(root).addAll(columns).build();
        FileMetaData metadata = new FileMetaData(1, schema, 0, List.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
        Util.writeFileMetaData(metadata, out);
        int length = out.size() - 4;
        out.writeBytes(
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array());
        out.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    @Test
    void rowsComeFromTheFooter() throws Exception {
        Files.createDirectories(files.path("x").getParent());
        try (DuckDbJudge judge = new DuckDbJudge();
                Source source = files.open()) {
            judge.execute(
                    "COPY (SELECT range AS n, range::VARCHAR AS s FROM range(12345)) TO '"
                            + files.path("t.parquet")
                            + "'");
            SourceTable table = table(source, "t");
            assertThat(table.statistics().rows()).hasValue(12_345);
            assertThat(table.statistics().bytes()).hasValue(Files.size(files.path("t.parquet")));
            assertThat(judge.rows(table)).hasSize(12_345);
        }
    }

    @Test
    void valuesComeFromTheFooterWhenSomebodyAsks() throws Exception {
        Files.createDirectories(files.path("x").getParent());
        try (DuckDbJudge judge = new DuckDbJudge();
                Source source = files.open()) {
            judge.execute(
                    "COPY (SELECT range AS n, range::VARCHAR AS s, DATE '1970-01-11' + (range %"
                            + " 5)::INT AS day, (range / 100)::DECIMAL(9, 2) AS d, CASE WHEN range"
                            + " % 4 = 0 THEN 1 END AS some FROM range(1000)) TO '"
                            + files.path("t.parquet")
                            + "' (ROW_GROUP_SIZE 300)");
            SourceTable table = table(source, "t");
            assertThat(table.statistics().columns()).isEmpty();
            TableStatistics statistics = source.statistics(table);
            assertThat(statistics.rows()).hasValue(1_000);
            assertThat(statistics.column("n").range()).contains(new ColumnStatistics.Range(0, 999));
            assertThat(statistics.column("day").range())
                    .contains(new ColumnStatistics.Range(10, 14));
            assertThat(statistics.column("d").range())
                    .contains(new ColumnStatistics.Range(0, 9.99));
            assertThat(statistics.column("some").nulls()).hasValue(0.75);
            assertThat(statistics.column("s").range()).isEmpty();
            assertThat(source.statistics(table)).isSameAs(statistics);
        }
    }

    @Test
    void dictionariesSayHowManyValuesThereAre() throws Exception {
        Files.createDirectories(files.path("t/x").getParent());
        try (DuckDbJudge judge = new DuckDbJudge();
                Source source = files.open()) {
            for (int part = 0; part < 2; part++) {
                judge.execute(
                        "COPY (SELECT 'few' || range % 7 AS few, 'w' || hash(range) % 1000 AS word,"
                            + " range // 100 AS climbing, printf('%06d', range // 100) AS rising,"
                            + " md5(range::VARCHAR) AS own, CASE WHEN range % 4 = 0 THEN 'y' END AS"
                            + " some, NULL::VARCHAR AS none FROM range("
                                + (part * 50_000 + ", " + (part + 1) * 50_000)
                                + ")) TO '"
                                + files.path("t/" + part + ".parquet")
                                + "' (ROW_GROUP_SIZE 10240)");
            }
            TableStatistics statistics = source.statistics(table(source, "t"));
            assertThat(statistics.rows()).hasValue(100_000);
            assertThat(statistics.column("few").distinct()).hasValue(7);
            assertThat(statistics.column("word").distinct().orElse(0)).isBetween(990.0, 1_010.0);
            assertThat(statistics.column("climbing").distinct()).hasValue(1_000);
            assertThat(statistics.column("rising").distinct()).hasValue(1_000);
            assertThat(statistics.column("own").distinct()).isEmpty();
            assertThat(statistics.column("some").distinct()).hasValue(1);
            assertThat(statistics.column("some").nulls()).hasValue(0.75);
            assertThat(statistics.column("none").distinct()).isEmpty();
        }
    }

    /** Each part of a table that was written by days has values of its own. */
    @Test
    void valuesOfPartsAreThoseOfTheWhole() {
        DistinctValues one = new DistinctValues();
        assertThat(one.among(0)).isEmpty();
        one.add(1_000, 12, Optional.empty());
        assertThat(one.among(1_000)).hasValue(12);
        assertThat(one.among(10_000).orElse(0)).isBetween(12.0, 12.01);

        DistinctValues days = new DistinctValues();
        DistinctValues unknown = new DistinctValues();
        for (int day = 0; day < 5; day++) {
            Range range = new Range(day * 10, day * 10 + 9);
            days.add(100, 10, Optional.of(DistinctValues.Place.of(range)));
            unknown.add(100, 10, Optional.empty());
        }
        assertThat(days.among(500)).hasValue(50);
        assertThat(days.among(1_000)).as("half of the days were looked at").hasValue(100);
        assertThat(unknown.among(500).orElse(0)).isBetween(10.0, 10.01);

        DistinctValues draws = new DistinctValues();
        for (int part = 0; part < 4; part++) {
            draws.add(1_000, 632, Optional.empty());
        }
        assertThat(draws.among(4_000).orElse(0)).as("of 1,000 values").isBetween(975.0, 990.0);
    }
}
