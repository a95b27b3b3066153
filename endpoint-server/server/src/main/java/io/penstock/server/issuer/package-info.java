/**
 * People's own identity providers: who of them is trusted, with which keys, and what their tokens
 * permit here. Nothing that a token says is followed to anywhere: keys come from where the operator
 * said.
 */
@NullMarked
package io.penstock.server.issuer;

import org.jspecify.annotations.NullMarked;
