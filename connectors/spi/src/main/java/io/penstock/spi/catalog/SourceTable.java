package io.penstock.spi.catalog;

import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A table as its source sees it at one moment.
 *
 * @param name its full name, spelled as the source spells it
 * @param schema columns in order; types as {@link FieldTypes} says
 * @param statistics sizes as far as they are known without asking; {@link
 *     io.penstock.spi.Source#statistics} may know more
 * @param version changes whenever schema or files change; what {@link
 *     io.penstock.spi.Source#isCurrent} compares
 * @param access how rows are reached
 */
public record SourceTable(
        TableName name,
        Schema schema,
        TableStatistics statistics,
        String version,
        TableAccess access) {}
