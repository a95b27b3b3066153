/**
 * The Avatica door: JDBC drivers speak to {@code /avatica} in protocol buffers or JSON. Nothing
 * here knows HTTP; {@link io.penstock.server.avatica.AvaticaDoor} takes a request's bytes and its
 * caller and gives the answer's bytes.
 */
@NullMarked
package io.penstock.server.avatica;

import org.jspecify.annotations.NullMarked;
