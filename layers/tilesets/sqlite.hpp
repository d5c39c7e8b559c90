#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "geo/released_by.hpp"

namespace layers {

/// An SQLite database that is written by one thread. Every function throws Error(unavailable) that
/// begins with the file and ends with SQLite's words.
class SqliteFile {
public:
  /// Opens the file or makes it.
  explicit SqliteFile(const std::string& path);

  /// Statements without results, with semicolons between.
  void run(const char* statements);

private:
  friend class SqliteStatement;
  [[noreturn]] void fail() const;

  std::string m_path;
  std::unique_ptr<sqlite3, geo::ReleasedBy<&sqlite3_close>> m_handle;
};

/// One statement, used again and again: bind() its parameters from 1 on, then step(). The file must
/// outlive it.
class SqliteStatement {
public:
  SqliteStatement(SqliteFile& file, const char* text);

  SqliteStatement& bind(int parameter, std::int64_t value);
  /// As a text; the bytes must live until step().
  SqliteStatement& bind(int parameter, std::string_view text);
  /// As a blob; likewise.
  SqliteStatement& bind_blob(int parameter, std::string_view bytes);
  /// Whether there is a row; if not, the statement is ready to be bound again.
  bool step();

  std::int64_t integer(int column) const { return sqlite3_column_int64(m_handle.get(), column); }
  /// Valid until the next step().
  std::string_view blob(int column) const;

private:
  SqliteFile& m_file;
  std::unique_ptr<sqlite3_stmt, geo::ReleasedBy<&sqlite3_finalize>> m_handle;
};

} // namespace layers
