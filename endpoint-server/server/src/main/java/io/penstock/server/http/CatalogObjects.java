package io.penstock.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;

import io.penstock.query.listing.CatalogListing;
import io.penstock.query.listing.ListedColumn;
import io.penstock.query.listing.ListedTable;
import io.penstock.query.listing.NamePattern;
import io.penstock.query.listing.TableFilter;
import io.penstock.server.format.ClickHouseTypes;

/**
 * What a caller may name, as JSON for consoles: tables and pipes, the columns of one, functions.
 *
 * @param listing at one moment
 */
record CatalogObjects(CatalogListing listing) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code {"tables": [..], "functions": [..]}}; tables have no columns here. */
    byte[] list() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode tables = root.putArray("tables");
        listing.tables(TableFilter.ALL).forEach(table -> tables.add(object(table)));
        ArrayNode functions = root.putArray("functions");
        listing.functions().forEach(function -> functions.add(function.name()));
        return PipeObjects.bytes(root);
    }

    /**
     * One table with its columns.
     *
     * @param name {@code shop.orders}, or a pipe's name
     * @throws io.penstock.spi.error.QueryException {@link HttpError#NOT_FOUND}
     */
    byte[] table(String name) {
        int dot = name.lastIndexOf('.');
        String schema = dot < 0 ? CatalogListing.DEFAULT_SCHEMA : name.substring(0, dot);
        ListedTable table =
                listing.table(schema, name.substring(dot + 1))
                        .orElseThrow(
                                () -> PipeLookup.missing("There is no table '%s'".formatted(name)));
        ObjectNode root = object(table);
        ArrayNode columns = root.putArray("columns");
        TableFilter one =
                TableFilter.of(
                        NamePattern.exactly(table.schema()), NamePattern.exactly(table.name()));
        listing.columns(one, NamePattern.ANY).forEach(column -> columns.add(object(column)));
        return PipeObjects.bytes(root);
    }

    private static ObjectNode object(ListedTable table) {
        return JSON.createObjectNode()
                .put("schema", table.schema())
                .put("name", table.name())
                .put("kind", Ascii.toLowerCase(table.kind().name()))
                .put("description", table.remarks().orElse(null));
    }

    private static ObjectNode object(ListedColumn column) {
        return JSON.createObjectNode()
                .put("name", column.name())
                .put("type", ClickHouseTypes.name(column.field()))
                .put("description", column.remarks().orElse(null));
    }
}
