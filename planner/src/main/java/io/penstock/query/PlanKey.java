package io.penstock.query;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.access.TableGrant;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan depends on: all texts with the types of their values, how they name each other, the
 * catalog's version, the limit on texts, and what the caller may read. Not the values, and not
 * where the texts came from.
 */
final class PlanKey {
    private final long catalogVersion;
    private final int sqlBytes;
    private final ImmutableList<Text> texts;
    private final Optional<ImmutableList<TableGrant>> grants;
    private final int hash;

    private record Text(
            String sql,
            ImmutableList<ArrowType> types,
            ImmutableMap<String, Integer> views,
            Optional<String> rowFilter) {}

    private PlanKey(
            long catalogVersion,
            int sqlBytes,
            ImmutableList<Text> texts,
            Optional<ImmutableList<TableGrant>> grants) {
        this.catalogVersion = catalogVersion;
        this.sqlBytes = sqlBytes;
        this.texts = texts;
        this.grants = grants;
        this.hash =
                31 * (31 * (31 * Long.hashCode(catalogVersion) + sqlBytes) + texts.hashCode())
                        + grants.hashCode();
    }

    /** The key of a query whose texts are listed already. */
    static PlanKey of(Query query, Texts texts) {
        ImmutableList.Builder<Text> key = ImmutableList.builder();
        for (BoundSql text : texts.inOrder) {
            key.add(new Text(text.text(), types(text), views(text, texts), text.rowFilter()));
        }
        return new PlanKey(
                query.catalog().version(),
                query.limits().sqlBytes(),
                key.build(),
                grants(query.context().caller().policy()));
    }

    /** What is granted of pipes stands in the texts. */
    private static Optional<ImmutableList<TableGrant>> grants(ReadPolicy policy) {
        return policy.everything() ? Optional.empty() : Optional.of(policy.tables());
    }

    private static ImmutableList<ArrowType> types(BoundSql text) {
        ImmutableList.Builder<ArrowType> types = ImmutableList.builder();
        for (BoundValue value : text.values()) {
            types.add(value.type());
        }
        return types.build();
    }

    private static ImmutableMap<String, Integer> views(BoundSql text, Texts texts) {
        ImmutableMap.Builder<String, Integer> views = ImmutableMap.builder();
        text.views().forEach((name, view) -> views.put(name, texts.index(view)));
        return views.buildOrThrow();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlanKey that
                && hash == that.hash
                && catalogVersion == that.catalogVersion
                && sqlBytes == that.sqlBytes
                && texts.equals(that.texts)
                && grants.equals(that.grants);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /**
     * The texts of a query, each object once, numbered in an order that depends on nothing but how
     * they name each other: the same place in the list means the same text in queries with equal
     * keys.
     */
    static final class Texts {
        private final Map<BoundSql, Integer> indices = new IdentityHashMap<>();
        private final List<BoundSql> inOrder = new ArrayList<>();

        Texts(BoundSql root) {
            add(root);
        }

        private void add(BoundSql text) {
            if (indices.putIfAbsent(text, inOrder.size()) == null) {
                inOrder.add(text);
                text.views().values().forEach(this::add);
            }
        }

        int index(BoundSql text) {
            Integer index = indices.get(text);
            if (index == null) {
                throw new IllegalArgumentException("not a text of this query");
            }
            return index;
        }

        BoundValue value(ValuePlace place) {
            return inOrder.get(place.text()).values().get(place.index());
        }
    }

    /**
     * Where a plan finds one of its values in a query.
     *
     * @param text the text's number
     * @param index the value's number in the text
     */
    record ValuePlace(int text, int index) {}
}
