/**
 * Says how endpoints are called: an OpenAPI document for programs, pages for people. Everything is
 * made from the parameter lists and columns of the project that is live; nothing here runs a query.
 */
@NullMarked
package io.penstock.server.docs;

import org.jspecify.annotations.NullMarked;
