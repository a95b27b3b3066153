package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.scan.PartValue;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Questions and parts as they run: with {@code ?} in place of all marks. */
final class PlannedScans {
    private final KeyFeeds feeds;
    private final SentValues sent;
    private final RowSending rows;

    PlannedScans(KeyFeeds feeds, SentValues sent, RowSending rows) {
        this.feeds = feeds;
        this.sent = sent;
        this.rows = rows;
    }

    /**
     * A question.
     *
     * @param reads how often the engine's text reads it
     */
    PlannedScan of(Island island, int reads) {
        KeyFeeds.Text text = feeds.resolve(island.sql());
        return new PlannedScan(
                island.name(),
                island.connection(),
                text.sql(),
                text.parameters().stream()
                        .filter(parameter -> !sent.isSent(parameter))
                        .filter(parameter -> rows.of(parameter).isEmpty())
                        .collect(ImmutableList.toImmutableList()),
                island.schema(),
                reads < 2,
                text.keys(),
                places(text.parameters()),
                island.rows().get());
    }

    private ImmutableList<PartValue> places(List<Integer> parameters) {
        return Stream.concat(sent.places(parameters).stream(), rows.places(parameters).stream())
                .sorted(Comparator.comparing(PartValue::place))
                .collect(ImmutableList.toImmutableList());
    }

    static PlannedPart of(KeyFeeds.Part part) {
        Placeholders.Text text = Placeholders.resolve(part.sql());
        return new PlannedPart(part.name(), text.text(), text.indices(), part.scans());
    }
}
