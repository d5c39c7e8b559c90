#include "layers/tilesets/sqlite.hpp"

#include "geo/error.hpp"
#include "layers/tilesets/sqlite_version.hpp"

namespace layers {

SqliteFile::SqliteFile(const std::string& path) : m_path(path) {
  sqlite3* handle = nullptr;
  const int result =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  m_handle.reset(handle);
  if (result != SQLITE_OK)
    fail();
}

void SqliteFile::run(const char* statements) {
  if (sqlite3_exec(m_handle.get(), statements, nullptr, nullptr, nullptr) != SQLITE_OK)
    fail();
}

void SqliteFile::fail() const {
  const bool is_full = sqlite3_errcode(m_handle.get()) == SQLITE_FULL;
  geo::fail(geo::ErrorKind::unavailable, "{}: cannot be written: {}{}", m_path,
            sqlite3_errmsg(m_handle.get()), is_full ? "; make room, then go on with --resume" : "");
}

SqliteStatement::SqliteStatement(SqliteFile& file, const char* text) : m_file(file) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v2(file.m_handle.get(), text, -1, &handle, nullptr) != SQLITE_OK)
    file.fail();
  m_handle.reset(handle);
}

SqliteStatement& SqliteStatement::bind(int parameter, std::int64_t value) {
  if (sqlite3_bind_int64(m_handle.get(), parameter, value) != SQLITE_OK)
    m_file.fail();
  return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter, std::string_view text) {
  if (sqlite3_bind_text64(m_handle.get(), parameter, text.data(), text.size(), SQLITE_STATIC,
                          SQLITE_UTF8) != SQLITE_OK)
    m_file.fail();
  return *this;
}

SqliteStatement& SqliteStatement::bind_blob(int parameter, std::string_view bytes) {
  if (sqlite3_bind_blob64(m_handle.get(), parameter, bytes.data(), bytes.size(), SQLITE_STATIC) !=
      SQLITE_OK)
    m_file.fail();
  return *this;
}

bool SqliteStatement::step() {
  const int result = sqlite3_step(m_handle.get());
  if (result == SQLITE_ROW)
    return true;
  if (result != SQLITE_DONE)
    m_file.fail();
  sqlite3_reset(m_handle.get());
  return false;
}

std::string_view SqliteStatement::blob(int column) const {
  const void* bytes = sqlite3_column_blob(m_handle.get(), column);
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(m_handle.get(), column))};
}

geo::LibraryVersion sqlite_version() {
  return {"SQLite", ::sqlite3_libversion()};
}

} // namespace layers
