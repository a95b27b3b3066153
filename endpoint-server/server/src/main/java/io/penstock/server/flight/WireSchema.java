package io.penstock.server.flight;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableMap;

import io.penstock.planner.catalog.SqlType;
import io.penstock.query.listing.ListedColumn;

import org.apache.arrow.flight.sql.FlightSqlColumnMetadata;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;

/**
 * Columns as clients get them: with the metadata that Flight SQL has for columns, in which JDBC and
 * ODBC drivers look for names of types, precision and scale. Names stay as they are, and types but
 * for unsigned numbers.
 */
final class WireSchema {
    private WireSchema() {}

    /** A result's columns. */
    static Schema of(Schema result) {
        return new Schema(
                result.getFields().stream().map(WireSchema::of).collect(toImmutableList()));
    }

    private static Field of(Field field) {
        return with(
                field,
                described(SqlType.of(field))
                        .isCaseSensitive(true)
                        .isReadOnly(true)
                        .isSearchable(true)
                        .build());
    }

    /** A table's column. */
    static Field of(ListedColumn column) {
        FlightSqlColumnMetadata.Builder metadata = described(column.type());
        column.remarks().ifPresent(metadata::remarks);
        return with(column.field(), metadata.build());
    }

    private static FlightSqlColumnMetadata.Builder described(SqlType type) {
        FlightSqlColumnMetadata.Builder metadata =
                new FlightSqlColumnMetadata.Builder().typeName(type.name()).isAutoIncrement(false);
        type.precision().ifPresent(metadata::precision);
        type.scale().ifPresent(metadata::scale);
        return metadata;
    }

    /** A schema as Flight SQL puts it into its messages: an IPC message in its capsule. */
    static byte[] bytes(Schema schema) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            MessageSerializer.serialize(new WriteChannel(Channels.newChannel(out)), schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Field with(Field field, FlightSqlColumnMetadata added) {
        ImmutableMap<String, String> metadata =
                ImmutableMap.<String, String>builder()
                        .putAll(field.getMetadata())
                        .putAll(added.getMetadataMap())
                        .buildKeepingLast();
        return new Field(
                field.getName(),
                new FieldType(
                        field.isNullable(), SignedNumbers.type(field.getType()), null, metadata),
                field.getChildren());
    }
}
