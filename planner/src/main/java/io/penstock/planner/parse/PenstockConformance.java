package io.penstock.planner.parse;

import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/**
 * Which of SQL's many variations we speak: the standard, and what people bring along from
 * elsewhere.
 */
final class PenstockConformance extends SqlDelegatingConformance {
    static final PenstockConformance INSTANCE = new PenstockConformance(true);

    /**
     * For texts with UNNEST .. WITH ORDINALITY, where Calcite fails at elements with names. Only
     * lists of rows notice: their elements come apart into columns.
     */
    static final PenstockConformance WITH_ORDINALITY = new PenstockConformance(false);

    private final boolean namesElements;

    private PenstockConformance(boolean namesElements) {
        super(SqlConformanceEnum.DEFAULT);
        this.namesElements = namesElements;
    }

    /** {@code GROUP BY hour_of_day} may mean an item of the SELECT list. */
    @Override
    public boolean isGroupByAlias() {
        return true;
    }

    /** {@code GROUP BY 1, 2}. */
    @Override
    public boolean isGroupByOrdinal() {
        return true;
    }

    /** {@code HAVING n > 10} where n is an alias. */
    @Override
    public boolean isHavingAlias() {
        return true;
    }

    /** {@code SELECT a + 1 AS b, b * 2 AS c}, also the other way round. */
    @Override
    public SelectAliasLookup isSelectAlias() {
        return SelectAliasLookup.ANY;
    }

    /** Strict: Calcite's lenient mode breaks GROUPING SETS without a word. */
    @Override
    public boolean isNonStrictGroupBy() {
        return false;
    }

    @Override
    public boolean isBangEqualAllowed() {
        return true;
    }

    /** {@code a % b}. */
    @Override
    public boolean isPercentRemainderAllowed() {
        return true;
    }

    /** {@code LIMIT 10, 20}: skip 10, take 20. */
    @Override
    public boolean isLimitStartCountAllowed() {
        return true;
    }

    /** {@code OFFSET 10 LIMIT 20}. */
    @Override
    public boolean isOffsetLimitAllowed() {
        return true;
    }

    /** {@code now()}-like calls of functions without arguments: {@code CURRENT_DATE()}. */
    @Override
    public boolean allowNiladicParentheses() {
        return true;
    }

    /** {@code INTERVAL '3' DAYS}. */
    @Override
    public boolean allowPluralTimeUnits() {
        return true;
    }

    /** {@code VALUES ROW(1, 2)} as well as {@code VALUES (1, 2)}. */
    @Override
    public boolean allowExplicitRowValueConstructor() {
        return true;
    }

    /** {@code TRIM(BOTH 'ab' FROM x)} takes more than one character. */
    @Override
    public boolean allowExtendedTrim() {
        return true;
    }

    /** {@code SELECT t.k FROM t JOIN u USING (k)}. */
    @Override
    public boolean allowQualifyingCommonColumn() {
        return true;
    }

    /** {@code UNNEST(a) AS x} names the element. */
    @Override
    public boolean allowAliasUnnestItems() {
        return namesElements;
    }

    /** {@code 'a'} and {@code 'bcd'} in one column are text of any length; nothing is padded. */
    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }

    @Override
    public boolean supportsUnsignedTypes() {
        return true;
    }

    @Override
    public SqlLibrary semantics() {
        return SqlLibrary.STANDARD;
    }
}
