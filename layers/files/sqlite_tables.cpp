#include "layers/files/sqlite_tables.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sqlite3.h>

#include "geo/released_by.hpp"
#include "layers/files/gdal_archive.hpp"
#include "layers/files/gdal_bytes.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

using Database = std::unique_ptr<sqlite3, geo::ReleasedBy<&sqlite3_close>>;
using Statement = std::unique_ptr<sqlite3_stmt, geo::ReleasedBy<&sqlite3_finalize>>;

/// The bytes of a file of an archive, as a database; they must outlive it.
Database database_of(std::string& bytes) {
  sqlite3* opened = nullptr;
  const auto status = sqlite3_open(":memory:", &opened);
  Database database(opened);
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  auto* data = reinterpret_cast<unsigned char*>(bytes.data());
  const bool is_read =
      status == SQLITE_OK && sqlite3_deserialize(opened, "main", data, size, size,
                                                 SQLITE_DESERIALIZE_READONLY) == SQLITE_OK;
  return is_read ? std::move(database) : nullptr;
}

/// Query parameters of a URI are marked by what a path may have as well.
std::string uri_of(const std::string& path, std::string_view parameters) {
  std::string uri = "file:";
  for (const char c : path)
    uri += c == '%' || c == '?' || c == '#' ? fmt::format("%{:02x}", c) : std::string(1, c);
  return uri.append(parameters);
}

Database database_at(const std::string& uri) {
  sqlite3* opened = nullptr;
  const auto status =
      sqlite3_open_v2(uri.c_str(), &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
  Database database(opened);
  return status == SQLITE_OK ? std::move(database) : nullptr;
}

/// Behind the quoted text or comment that begins at `i`; `i` where none does.
std::size_t behind_quoted(std::string_view sql, std::size_t i) {
  static constexpr std::array<std::array<std::string_view, 2>, 6> pairs{
      {{"\"", "\""}, {"'", "'"}, {"`", "`"}, {"[", "]"}, {"/*", "*/"}, {"--", "\n"}}};
  for (const auto& [open, close] : pairs)
    if (sql.substr(i).starts_with(open)) {
      const auto end = sql.find(close, i + open.size());
      return end == std::string_view::npos ? sql.size() : end + close.size();
    }
  return i;
}

/// The words of a statement that are neither quoted nor in comments, in lower case.
std::vector<std::string> bare_words(std::string_view sql) {
  const auto is_of_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  };
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < sql.size();) {
    const auto behind = behind_quoted(sql, i);
    if (behind == i && is_of_word(sql[i]))
      words.back() += sql[i];
    else if (!words.back().empty())
      words.emplace_back();
    i = std::max(behind, i + 1);
  }
  for (auto& word : words)
    word = folded(word);
  return words;
}

/// What is behind USING in a virtual table's definition; quoted it is no word, and strange enough.
std::string module_of(std::string_view definition) {
  const auto words = bare_words(definition);
  const auto word = std::ranges::find(words, "using");
  return word == words.end() || word + 1 == words.end() ? "" : *(word + 1);
}

/// Modules whose tables hold their own content, or that of others in the database.
bool keeps_to_itself(const std::string& module) {
  static constexpr std::array<std::string_view, 12> modules{
      "rtree",          "rtree_i32",           "geopoly",           "fts3",       "fts4",
      "fts5",           "virtualspatialindex", "virtualelementary", "virtualknn", "virtualknn2",
      "virtualnetwork", "virtualrouting"};
  return std::ranges::find(modules, module) != modules.end();
}

/// The first row of two texts for which `describe` has something to say; empty: none. nullopt: the
/// schema cannot be read.
template <typename Describe>
std::optional<std::string> first_in_schema(sqlite3* database, const char* query,
                                           Describe describe) {
  sqlite3_stmt* prepared = nullptr;
  if (!database || sqlite3_prepare_v2(database, query, -1, &prepared, nullptr) != SQLITE_OK)
    return std::nullopt;
  const Statement statement(prepared);
  const auto text = [&](int column) {
    const auto* chars = reinterpret_cast<const char*>(sqlite3_column_text(prepared, column));
    return std::string(chars ? chars : "");
  };
  while (sqlite3_step(prepared) == SQLITE_ROW)
    if (const auto found = describe(text(0), text(1)); !found.empty())
      return found;
  return "";
}

/// What `look` finds in the source's database; nullopt: it cannot be read.
template <typename Look>
std::optional<std::string> found_in(const std::string& source, std::size_t most_bytes, Look look) {
  const auto name = gdal_path(source);
  if (!file_size_bytes(name)) { // in an archive, or compressed
    auto bytes = bytes_of(name, most_bytes).value_or("");
    check_bytes(bytes.size(), most_bytes, source);
    const auto database = database_of(bytes);
    return look(database.get());
  }
  for (const auto* parameters : {"?mode=ro", "?mode=ro&immutable=1"}) {
    const auto database = database_at(uri_of(name, parameters));
    if (const auto found = look(database.get()))
      return found;
  }
  return std::nullopt;
}

} // namespace

std::string table_from_elsewhere(const std::string& source, std::size_t most_bytes) {
  constexpr auto* tables =
      "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND rootpage = 0";
  const auto from_elsewhere = [](const std::string& name, const std::string& sql) {
    const auto module = module_of(sql);
    return keeps_to_itself(module) ? "" : fmt::format("{} ({})", name, module);
  };
  const auto look = [&](sqlite3* database) {
    return first_in_schema(database, tables, from_elsewhere);
  };
  return found_in(source, most_bytes, look).value_or("(its list of tables cannot be read)");
}

std::string list_that_is_a_view(const std::string& source, std::size_t most_bytes) {
  constexpr auto* lists =
      "SELECT name, sql FROM sqlite_master WHERE type = 'view' AND (name LIKE 'gpkg!_%' ESCAPE '!' "
      "OR name IN ('geometry_columns', 'spatial_ref_sys'))";
  const auto name_of = [](const std::string& name, const std::string& /*sql*/) { return name; };
  const auto look = [&](sqlite3* database) { return first_in_schema(database, lists, name_of); };
  return found_in(source, most_bytes, look).value_or(""); // GDAL says what is wrong with it
}

} // namespace layers
