package io.penstock.query;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.PlannerError;
import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.dispatch.ConstantRow;
import io.penstock.planner.dispatch.PlannedPart;
import io.penstock.planner.dispatch.PlannedQuery;
import io.penstock.planner.dispatch.PlannedScan;
import io.penstock.planner.dispatch.RowCount;
import io.penstock.planner.dispatch.SkippedRows;
import io.penstock.planner.parse.ParsedQuery;
import io.penstock.query.PlanKey.Texts;
import io.penstock.query.PlanKey.ValuePlace;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.scan.PartValue;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.Schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A plan without its values, ready for any query with an equal {@link PlanKey}.
 *
 * @param tables that it reads
 * @param sources the connections, and the server's own schemas, that they are of
 * @param filesOf the connection whose files the engine reads, or {@link SourceRead#FILES} for
 *     several
 * @param limited whether rows or columns are kept from whoever may use it
 */
record CachedPlan(
        String engineSql,
        ImmutableList<ValuePlace> parameters,
        ImmutableMap<ValuePlace, RowCount> counts,
        ImmutableList<PlacedScan> scans,
        ImmutableList<PlacedPart> parts,
        Schema schema,
        SkippedRows skipped,
        Optional<ConstantRow> constant,
        ImmutableList<ValuePlace> values,
        ImmutableList<SourceTable> tables,
        ImmutableSet<String> sources,
        Optional<String> filesOf,
        boolean limited) {

    /** More than any table has; half of what a database can count, which adds OFFSET to it. */
    private static final BoundValue ALL_ROWS = new BoundValue(FieldTypes.INT64, 1L << 62);

    private static final BoundValue NO_ROWS = new BoundValue(FieldTypes.INT64, 0L);

    /** A scan and where its values come from. */
    record PlacedScan(PlannedScan scan, ImmutableList<ValuePlace> parameters) {}

    /** A part and where its values come from. */
    record PlacedPart(PlannedPart part, ImmutableList<ValuePlace> parameters) {}

    static CachedPlan of(ParsedQuery parsed, PlannedQuery planned, Texts texts) {
        ImmutableList<ValuePlace> values = places(parsed, texts);
        return new CachedPlan(
                planned.engineSql(),
                picked(planned.parameters(), values),
                counts(planned.counts(), values),
                planned.scans().stream()
                        .map(scan -> new PlacedScan(scan, picked(scan.parameters(), values)))
                        .collect(ImmutableList.toImmutableList()),
                planned.parts().stream()
                        .map(part -> new PlacedPart(part, picked(part.parameters(), values)))
                        .collect(ImmutableList.toImmutableList()),
                planned.schema(),
                planned.skipped(),
                planned.constant(),
                values,
                parsed.tables(),
                sources(parsed.tables()),
                filesOf(parsed.tables()),
                parsed.limited());
    }

    private static ImmutableMap<ValuePlace, RowCount> counts(
            Map<Integer, RowCount> counts, ImmutableList<ValuePlace> values) {
        ImmutableMap.Builder<ValuePlace, RowCount> places = ImmutableMap.builder();
        counts.forEach((index, count) -> places.put(values.get(index), count));
        return places.buildOrThrow();
    }

    private static ImmutableList<ValuePlace> places(ParsedQuery parsed, Texts texts) {
        ImmutableList.Builder<ValuePlace> places = ImmutableList.builder();
        for (BoundSql text : parsed.texts()) {
            for (int i = 0; i < text.values().size(); i++) {
                places.add(new ValuePlace(texts.index(text), i));
            }
        }
        return places.build();
    }

    private static ImmutableList<ValuePlace> picked(
            ImmutableList<Integer> indices, ImmutableList<ValuePlace> values) {
        return indices.stream().map(values::get).collect(ImmutableList.toImmutableList());
    }

    /** Whether every table is still what it was when the plan was made. */
    boolean isCurrent(Catalog catalog) {
        for (SourceTable table : tables) {
            Optional<Source> source = catalog.source(table.name().connection());
            if (source.isEmpty() || !source.get().isCurrent(table)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Looks at the values that stand as LIMIT or OFFSET, which engine and sources each understand
     * otherwise when they are negative.
     *
     * @throws QueryException {@link PlannerError#INVALID}
     */
    void checkCounts(Texts texts) {
        for (ValuePlace place : counts.keySet()) {
            if (texts.value(place).value() instanceof Number number && number.longValue() < 0) {
                throw new QueryException(
                        PlannerError.INVALID, "LIMIT and OFFSET must be 0 or more, not " + number);
            }
        }
    }

    /** Whether it could be split otherwise over the sources if more were known of their rows. */
    boolean depends() {
        return tables.size() > 1 && !engineSql.isEmpty();
    }

    /** What the only source is asked with a query's values, when that is the whole query. */
    Optional<Scan.Pushed> direct(Texts texts) {
        return engineSql.isEmpty() ? Optional.of(pushed(scans.get(0), texts)) : Optional.empty();
    }

    /** The connection of the only source, when that is asked the whole query. */
    Optional<String> directSource() {
        return engineSql.isEmpty()
                ? Optional.of(scans.get(0).scan().connection())
                : Optional.empty();
    }

    /** The scan of this name. */
    PlannedScan scan(String name) {
        return scans.stream()
                .map(PlacedScan::scan)
                .filter(planned -> planned.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scan " + name));
    }

    /** The part of this name. */
    PlannedPart part(String name) {
        return parts.stream()
                .map(PlacedPart::part)
                .filter(planned -> planned.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no part " + name));
    }

    /** Whether a source gets all rows of a part. */
    boolean sendsRows(String part) {
        return scans.stream()
                .flatMap(placed -> placed.scan().computed().stream())
                .anyMatch(
                        value ->
                                value.part().equals(part)
                                        && value.shape() instanceof PartValue.Shape.Column);
    }

    private Scan.Pushed pushed(PlacedScan placed, Texts texts) {
        PlannedScan scan = placed.scan();
        return new Scan.Pushed(
                scan.name(),
                scan.connection(),
                scan.sql(),
                withPlaces(askedWith(placed.parameters(), texts), scan.computed()),
                scan.schema(),
                scan.readOnce(),
                scan.keys(),
                scan.computed());
    }

    /** The values, with NULLs where those will be that the engine computes. */
    private static ImmutableList<BoundValue> withPlaces(
            ImmutableList<BoundValue> values, ImmutableList<PartValue> computed) {
        if (computed.isEmpty()) {
            return values;
        }
        List<BoundValue> all = new ArrayList<>(values);
        computed.forEach(value -> all.add(value.place(), new BoundValue(value.type(), null)));
        return ImmutableList.copyOf(all);
    }

    private static ImmutableSet<String> sources(ImmutableList<SourceTable> tables) {
        return tables.stream()
                .map(table -> table.name().connection())
                .collect(ImmutableSet.toImmutableSet());
    }

    private static Optional<String> filesOf(ImmutableList<SourceTable> tables) {
        ImmutableSet<String> connections =
                tables.stream()
                        .filter(table -> table.access() instanceof TableAccess.Files)
                        .map(table -> table.name().connection())
                        .collect(ImmutableSet.toImmutableSet());
        return connections.size() > 1
                ? Optional.of(SourceRead.FILES)
                : connections.stream().findFirst();
    }

    /** The plan with a query's values. */
    EnginePlan with(Texts texts, boolean cacheable) {
        ImmutableList.Builder<Scan.Pushed> pushed =
                ImmutableList.builderWithExpectedSize(scans.size());
        scans.forEach(placed -> pushed.add(pushed(placed, texts)));
        return new EnginePlan(
                engineSql,
                values(parameters, texts),
                pushed.build(),
                parts.stream()
                        .map(placed -> part(placed, texts))
                        .collect(ImmutableList.toImmutableList()),
                schema,
                cacheable);
    }

    private static EnginePlan.Part part(PlacedPart placed, Texts texts) {
        PlannedPart part = placed.part();
        return new EnginePlan.Part(
                part.name(), part.sql(), values(placed.parameters(), texts), part.scans());
    }

    private ImmutableList<BoundValue> askedWith(ImmutableList<ValuePlace> places, Texts texts) {
        return counts.isEmpty()
                ? values(places, texts)
                : places.stream()
                        .map(place -> askedWith(place, texts.value(place)))
                        .collect(ImmutableList.toImmutableList());
    }

    /** Of NULL as a number of rows each source makes something else; so it gets a number. */
    private BoundValue askedWith(ValuePlace place, BoundValue value) {
        RowCount count = counts.get(place);
        if (count == null || value.value() != null) {
            return value;
        }
        return switch (count) {
            case LIMIT -> ALL_ROWS;
            case OFFSET -> NO_ROWS;
        };
    }

    private static ImmutableList<BoundValue> values(ImmutableList<ValuePlace> places, Texts texts) {
        ImmutableList.Builder<BoundValue> picked =
                ImmutableList.builderWithExpectedSize(places.size());
        for (ValuePlace place : places) {
            picked.add(texts.value(place));
        }
        return picked.build();
    }

    /** The result with a query's values, when no engine is needed to know it. */
    Optional<ImmutableList<ConstantStream.Cell>> row(Texts texts) {
        return constant.map(
                row ->
                        row.cells().stream()
                                .map(cell -> cell(cell, texts))
                                .collect(ImmutableList.toImmutableList()));
    }

    private ConstantStream.Cell cell(ConstantRow.Cell cell, Texts texts) {
        return switch (cell) {
            case ConstantRow.Cell.Fixed(Object value) -> new ConstantStream.Cell(value);
            case ConstantRow.Cell.Parameter(int index) ->
                    new ConstantStream.Cell(texts.value(values.get(index)).value());
        };
    }

    /** How many rows the outermost LIMIT skips with a query's values. */
    OptionalLong offset(Texts texts) {
        return switch (skipped) {
            case SkippedRows.NoLimit ignored -> OptionalLong.empty();
            case SkippedRows.Constant constant -> OptionalLong.of(constant.rows());
            case SkippedRows.Parameter parameter ->
                    OptionalLong.of(rows(texts.value(values.get(parameter.index()))));
        };
    }

    private static long rows(BoundValue value) {
        return value.value() instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }
}
