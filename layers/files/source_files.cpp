#include "layers/files/source_files.hpp"

#include <algorithm>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "geo/error.hpp"
#include "layers/files/source_kinds.hpp"
#include "layers/files/source_look.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace fs = std::filesystem;

namespace {

/// Beside `source`: flood.dbf of flood.shp, flood.gpkg-wal of flood.gpkg; not flood.csv.
bool is_part_of(const fs::path& source, const fs::path& file) {
  return is_part_of_another(extension_of(file.string())) ||
         file.filename().string().starts_with(source.filename().string());
}

/// The path, or what it lies in where GDAL looks into files as into folders, is no file.
void check_is_file(fs::path path) {
  for (; !path.empty() && path != path.parent_path(); path = path.parent_path())
    if (is_no_file(path))
      geo::fail(geo::ErrorKind::invalid_input,
                "{}: a pipe, socket or device, not a file; save what it delivers in one",
                path.string());
}

void check_file(const std::string& source, const fs::path& file) {
  std::error_code error;
  const auto status = fs::status(file, error);
  check_is_file(file);
  if (error == std::errc::permission_denied)
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: may not be reached; give the server the permission", file.string());
  if (error && status.type() != fs::file_type::not_found)
    geo::fail(geo::ErrorKind::invalid_input, "{}: leads nowhere ({}); mend the link", file.string(),
              error.message());
  if (fs::exists(status) && ::faccessat(AT_FDCWD, file.c_str(), R_OK, AT_EACCESS) != 0)
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: may not be read{}; give the server the permission", file.string(),
              file == source ? "" : ", which belongs to " + source);
}

} // namespace

bool is_no_file(const fs::path& path) {
  std::error_code ignored;
  const auto status = fs::status(path, ignored);
  return fs::is_fifo(status) || fs::is_socket(status) || fs::is_character_file(status) ||
         fs::is_block_file(status);
}

bool leads_out(const fs::path& folder, const fs::path& path) {
  std::error_code nowhere;
  const auto root = fs::canonical(folder.empty() ? fs::path(".") : folder, nowhere);
  const auto real = fs::canonical(path, nowhere);
  return !nowhere && std::ranges::mismatch(root, real).in1 != root.end();
}

void check_files(const std::string& source, Reach reach) {
  if (source.find("/vsistdin") != std::string::npos)
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: standard input cannot be read again; save what it delivers in a file", source);
  const fs::path path(file_behind(source));
  check_is_file(path);
  check_file(source, path);
  for (const fs::path file : SourceLook().files_of(source)) {
    if (!is_folder(path.string()) && !is_part_of(path, file))
      continue;
    check_file(source, file);
    if (reach == Reach::itself && leads_out(path.parent_path(), file))
      geo::fail(geo::ErrorKind::invalid_input,
                "{}: a link that leads out of its folder; name what it leads to", file.string());
  }
}

} // namespace layers
