package io.penstock.query.listing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.PlannerError;
import io.penstock.planner.TestCatalog;
import io.penstock.planner.TestCatalog.FixedSource;
import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.catalog.SqlType;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.access.TableGrant;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.TableKind;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

import java.sql.Types;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

class CatalogListingTest {
    private static final Schema TOTALS =
            new Schema(
                    ImmutableList.of(
                            FieldTypes.withRemarks(
                                    FieldTypes.field("day", FieldTypes.DATE, true), "in UTC")));

    @Test
    void pipesAreViewsOfTheDefaultSchemaBesideTheTablesOfConnections() {
        assertThat(listing(() -> TOTALS).tables(TableFilter.ALL))
                .containsExactly(
                        new ListedTable("public", "totals", TableKind.VIEW, Optional.of("By day")),
                        table("shop", "customers"),
                        table("shop", "orders"));
        assertThat(listing(() -> TOTALS).schemas(NamePattern.ANY))
                .containsExactly("public", "shop");
    }

    private static ListedTable table(String schema, String name) {
        return new ListedTable(schema, name, TableKind.TABLE, Optional.empty());
    }

    @Test
    void filtersByPatternAndKind() {
        CatalogListing listing = listing(() -> TOTALS);
        assertThat(listing.tables(TableFilter.of(NamePattern.of("sh%"), NamePattern.of("%DERS"))))
                .extracting(ListedTable::name)
                .containsExactly("orders");
        assertThat(
                        listing.tables(
                                new TableFilter(
                                        NamePattern.ANY,
                                        NamePattern.ANY,
                                        ImmutableSet.of(TableKind.VIEW))))
                .extracting(ListedTable::name)
                .containsExactly("totals");
        assertThat(listing.table("SHOP", "Orders")).contains(table("shop", "orders"));
        assertThat(listing.table("shop", "order_")).isEmpty();
    }

    @Test
    void columnsHaveTheirTypesInBothWords() {
        ImmutableList<ListedColumn> columns =
                listing(() -> TOTALS)
                        .columns(
                                TableFilter.of(NamePattern.of("shop"), NamePattern.of("orders")),
                                NamePattern.of("%a%"));
        assertThat(columns)
                .extracting(ListedColumn::name)
                .containsExactly(
                        "amount", "status", "day", "created_at", "paid", "tags", "quantity");
        assertThat(columns.getFirst().type())
                .isEqualTo(
                        new SqlType(
                                "DECIMAL", Types.DECIMAL, OptionalInt.of(15), OptionalInt.of(2)));
        assertThat(columns.getFirst().position()).isEqualTo(3);
        assertThat(columns.get(3).type().columnSize()).hasValue(26);
        assertThat(columns.get(5).type().name()).isEqualTo("VARCHAR ARRAY");
    }

    @Test
    void remarksOfColumnsAreKept() {
        assertThat(
                        listing(() -> TOTALS)
                                .columns(
                                        TableFilter.of(NamePattern.of("public"), NamePattern.ANY),
                                        NamePattern.ANY))
                .singleElement()
                .satisfies(column -> assertThat(column.remarks()).contains("in UTC"));
    }

    @Test
    void aPipeThatCannotBePlannedHidesNothingElse() {
        CatalogListing listing =
                listing(
                        () -> {
                            throw new QueryException(PlannerError.UNKNOWN_TABLE, "gone");
                        });
        assertThat(listing.columns(TableFilter.ALL, NamePattern.of("id")))
                .extracting(column -> column.table().name())
                .containsExactly("customers", "orders");
    }

    @Test
    void whatACallerMayNotSeeIsNotThere() {
        Catalog catalog = TestCatalog.shop();
        CatalogListing listing =
                new CatalogListing(
                        catalog, ImmutableList.of(), table -> !table.name().equals("orders"));
        assertThat(listing.tables(TableFilter.ALL))
                .extracting(ListedTable::name)
                .containsExactly("customers");
        assertThat(listing.columns(TableFilter.ALL, NamePattern.ANY))
                .noneMatch(column -> column.table().name().equals("orders"));
    }

    private static CatalogListing granted(TableGrant... grants) {
        ReadPolicy policy = ReadPolicy.of(ImmutableList.copyOf(grants), ImmutableList.of());
        Catalog catalog = TestCatalog.shop();
        ImmutableList<ListedView> pipes =
                ImmutableList.of(
                        new ListedView("mine", Optional.empty(), () -> TOTALS),
                        new ListedView("other", Optional.empty(), () -> TOTALS));
        return new CatalogListing(
                catalog, pipes, new GrantedNames(policy, catalog, ImmutableSet.of("mine")));
    }

    @Test
    void whatIsGrantedIsListedAndNothingElse() {
        CatalogListing listing =
                granted(
                        new TableGrant(
                                ImmutableList.of("Shop", "ORDERS"),
                                Optional.of("id > 3"),
                                ImmutableSet.of("ID", "paid", "nothing")));
        assertThat(listing.tables(TableFilter.ALL))
                .extracting(ListedTable::name)
                .containsExactly("mine", "orders");
        assertThat(
                        listing.columns(
                                TableFilter.of(NamePattern.of("shop"), NamePattern.ANY),
                                NamePattern.ANY))
                .extracting(column -> column.position() + " " + column.name())
                .containsExactly("1 id", "2 paid");
        assertThat(listing.schemas(NamePattern.ANY)).containsExactly("public", "shop");
        assertThat(listing.table("shop", "customers")).isEmpty();
    }

    @Test
    void whoIsGrantedNothingOfAConnectionDoesNotKnowOfIt() {
        CatalogListing listing = granted(TableGrant.whole("elsewhere", "orders"));
        assertThat(listing.schemas(NamePattern.ANY)).containsExactly("public");
        assertThat(listing.tables(TableFilter.ALL))
                .extracting(ListedTable::name)
                .containsExactly("mine");
    }

    @Test
    void oneOfTenThousandTablesIsFoundByItsName() {
        ImmutableMap.Builder<String, Schema> schemas = ImmutableMap.builder();
        for (int i = 0; i < 10_000; i++) {
            schemas.put("t" + i, TestCatalog.ORDERS);
        }
        Catalog catalog =
                new Catalog(
                        1,
                        ImmutableMap.of("big", new FixedSource("big", schemas.buildOrThrow())),
                        ImmutableSet.of("big"));
        CatalogListing listing =
                new CatalogListing(catalog, ImmutableList.of(), Visibility.EVERYTHING);
        assertThat(
                        listing.columns(
                                TableFilter.of(NamePattern.of("big"), NamePattern.of("t99")),
                                NamePattern.ANY))
                .hasSize(10);
    }

    private static CatalogListing listing(Supplier<Schema> columns) {
        return new CatalogListing(
                TestCatalog.shop(),
                ImmutableList.of(new ListedView("totals", Optional.of("By day"), columns)),
                Visibility.EVERYTHING);
    }
}
