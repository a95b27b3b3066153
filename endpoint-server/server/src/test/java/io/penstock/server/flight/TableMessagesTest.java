package io.penstock.server.flight;

import static com.google.common.collect.ImmutableList.toImmutableList;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.catalog.SqlType;
import io.penstock.query.listing.ListedColumn;
import io.penstock.query.listing.ListedTable;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.TableKind;

import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Messages that name what columns share once say the same as Arrow's own. */
class TableMessagesTest {
    private static final ListedTable TABLE =
            new ListedTable("shop", "orders", TableKind.TABLE, Optional.empty());

    private static final ImmutableList<Field> FIELDS =
            ImmutableList.of(
                    FieldTypes.field("id", FieldTypes.INT64, false),
                    FieldTypes.field("ä 😀", FieldTypes.INT64, true),
                    FieldTypes.field("", FieldTypes.UTF8, true),
                    FieldTypes.field("text", FieldTypes.UTF8, false),
                    FieldTypes.field("small", new ArrowType.Int(8, false), true),
                    FieldTypes.field("large", new ArrowType.Int(64, false), true),
                    FieldTypes.field("price", new ArrowType.Decimal(10, 2, 128), true),
                    FieldTypes.field("cost", new ArrowType.Decimal(12, 3, 128), true),
                    FieldTypes.field("utc", FieldTypes.TIMESTAMP_UTC, true),
                    FieldTypes.field("span", FieldTypes.INTERVAL, true),
                    FieldTypes.timestamp("at", 3, true),
                    FieldTypes.timestamp("nano", 9, true),
                    FieldTypes.logical("uuid", "UUID", true),
                    FieldTypes.withRemarks(
                            FieldTypes.field("said", FieldTypes.INT64, true), "what it is"),
                    FieldTypes.list(
                            "many", FieldTypes.field("item", FieldTypes.INT64, true), true));

    /** With one object for each type, as listings have. */
    private static ImmutableList<ListedColumn> columns(List<Field> fields) {
        Map<ArrowType, SqlType> types = new HashMap<>();
        return IntStream.range(0, fields.size())
                .mapToObj(
                        i -> new ListedColumn(TABLE, i + 1, fields.get(i), type(fields, i, types)))
                .collect(toImmutableList());
    }

    private static SqlType type(List<Field> fields, int i, Map<ArrowType, SqlType> types) {
        Field field = fields.get(i);
        return field.getMetadata().isEmpty() && field.getChildren().isEmpty()
                ? types.computeIfAbsent(field.getType(), type -> SqlType.of(field))
                : SqlType.of(field);
    }

    private static Schema read(byte[] message) throws IOException {
        return MessageSerializer.deserializeSchema(
                new ReadChannel(Channels.newChannel(new ByteArrayInputStream(message))));
    }

    private static Schema plainly(List<ListedColumn> columns) {
        return new Schema(columns.stream().map(WireSchema::of).collect(toImmutableList()));
    }

    @Test
    void everyTypeIsWhatItIsByItself() throws Exception {
        ImmutableList<ListedColumn> columns = columns(FIELDS);
        byte[] message = new TableMessages().of(columns);
        assertThat(read(message)).isEqualTo(plainly(columns));
        assertThat(message).hasSizeLessThan(WireSchema.bytes(plainly(columns)).length);
        assertThat(message.length % 8).isZero();
    }

    @Test
    void eachTableHasItsOwnMessage() throws Exception {
        TableMessages messages = new TableMessages();
        for (List<Field> fields :
                List.of(FIELDS, List.<Field>of(), FIELDS.reverse(), FIELDS.subList(0, 1))) {
            ImmutableList<ListedColumn> columns = columns(fields);
            assertThat(read(messages.of(columns))).isEqualTo(plainly(columns));
        }
    }

    @Test
    void manyColumnsOfOneTypeTakeLittle() throws Exception {
        ImmutableList<ListedColumn> columns =
                columns(
                        Stream.iterate(0, i -> i + 1)
                                .limit(2_000)
                                .map(i -> FieldTypes.field("c" + i, FieldTypes.INT64, true))
                                .toList());
        byte[] message = new TableMessages().of(columns);
        assertThat(read(message)).isEqualTo(plainly(columns));
        assertThat(message).hasSizeLessThan(WireSchema.bytes(plainly(columns)).length / 4);
    }
}
