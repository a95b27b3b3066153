/**
 * What a connector implements: a {@link io.penstock.spi.SourceFactory} opens outside data, an
 * {@link io.penstock.spi.EngineFactory} opens something that runs SQL. {@link
 * java.util.ServiceLoader} finds both. Start here to write a connector.
 */
@NullMarked
package io.penstock.spi;

import org.jspecify.annotations.NullMarked;
