/**
 * {@code TYPE files}: a folder of Parquet and CSV files as tables. This source finds files, reads
 * their schemas and notices when they change; it never reads rows, an engine does that.
 *
 * <p>Which files are one table:
 *
 * <ul>
 *   <li>A file directly in {@code FILES_PATH} is a table named after the file.
 *   <li>A folder with {@code key=value} folders in it is one table named after the folder; the keys
 *       are columns, at any depth. That may be {@code FILES_PATH} itself.
 *   <li>Another folder is one table named after the folder when its files (one or more) are of one
 *       format and have the same columns; Parquet files may also lack some of the columns that the
 *       widest has. Otherwise each file in it is a table of its own.
 *   <li>Files and folders that begin with a dot or an underscore are nobody's.
 * </ul>
 */
@NullMarked
package io.penstock.source.files;

import org.jspecify.annotations.NullMarked;
