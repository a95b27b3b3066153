package io.penstock.template;

/** A parameter that the caller did not give: false, and equal to nothing. */
record Absent(String parameter) {}
