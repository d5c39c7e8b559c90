#include "layers/tilesets/part_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "geo/error.hpp"
#include "layers/tilesets/output_file.hpp"

namespace layers {

namespace fs = std::filesystem;
using geo::ErrorKind;
using geo::fail;
using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ExportProgress, next, visited, tiles, bytes, features_dropped,
                                   min_zoom, max_zoom)

namespace {

/// Whether whoever replaces the folder loses nothing but tiles.
bool holds_only_tiles(const fs::path& folder) {
  const auto is_of_tiles = [](const fs::directory_entry& entry) {
    const auto name = entry.path().filename().string();
    return name == "metadata.json" ||
           (entry.is_directory() && name.find_first_not_of("0123456789") == std::string::npos);
  };
  return fs::is_empty(folder) ||
         (fs::exists(folder / "metadata.json") &&
          std::all_of(fs::directory_iterator(folder), fs::directory_iterator(), is_of_tiles));
}

void check_output(const std::string& output, bool overwrite) {
  const auto parent = fs::absolute(output).parent_path();
  if (!fs::is_directory(parent))
    fail(ErrorKind::not_found, "{}: there is no folder {}; make it first", output, parent.string());
  if (!fs::exists(output))
    return;
  if (!overwrite)
    fail(ErrorKind::conflict, "{}: exists already; name another or add --overwrite", output);
  if (fs::is_directory(output) && !holds_only_tiles(output))
    fail(ErrorKind::conflict,
         "{}: holds other things than tiles, which would be lost; name another folder", output);
}

struct State {
  json begun_with;
  ExportProgress progress;
};

State read_state(const std::string& path) {
  try {
    std::ifstream file(path);
    const auto state = json::parse(file);
    return {state.at("begun_with"), state.at("progress").get<ExportProgress>()};
  } catch (const json::exception&) {
    fail(ErrorKind::conflict, "{}: cannot be understood; begin again with --overwrite", path);
  }
}

/// Makes a call of std::filesystem throw as OutputFile does.
template <typename Call>
void change(const std::string& path, Call call) {
  std::error_code error;
  call(error);
  if (error)
    fail_writing(path, error.value());
}

} // namespace

PartFolder::PartFolder(std::string output, ExistingOutput existing, const std::string& begun_with)
    : m_output(std::move(output)), m_existing(existing), m_path(m_output + ".part"),
      m_begun_with(begun_with) {
  try {
    check_output(m_output, m_existing.overwrite);
    open_locked();
    if (fs::exists(state_path()) && m_existing.resume)
      resume();
    else
      begin(m_existing.overwrite);
  } catch (const fs::filesystem_error& error) { // a folder that may not even be looked into
    close();
    fail_writing(m_output, error.code().value());
  } catch (...) {
    close();
    throw;
  }
}

PartFolder::~PartFolder() {
  close();
}

void PartFolder::close() const {
  if (m_fd >= 0)
    ::close(m_fd);
}

void PartFolder::open_locked() {
  change(m_path, [&](std::error_code& error) { fs::create_directory(m_path, error); });
  m_fd = ::open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (m_fd < 0)
    fail_writing(m_path, errno);
  if (::flock(m_fd, LOCK_EX | LOCK_NB) == 0)
    return;
  fail(ErrorKind::conflict, "{}: another export is writing it; wait for its end", m_output);
}

void PartFolder::begin(bool overwrite) {
  if (fs::exists(state_path()) && !overwrite)
    fail(ErrorKind::conflict,
         "{}: an export of it was begun; --resume goes on with it, --overwrite begins again",
         m_output);
  if (!fs::exists(state_path()) && !fs::is_empty(m_path))
    fail(ErrorKind::conflict, "{}: is in the way; move it elsewhere", m_path);
  for (const auto& entry : fs::directory_iterator(m_path))
    change(entry.path().string(),
           [&](std::error_code& error) { fs::remove_all(entry.path(), error); });
  save({});
}

void PartFolder::resume() {
  const auto state = read_state(state_path());
  const auto wanted = json::parse(m_begun_with);
  for (const auto& [name, value] : wanted.items())
    if (state.begun_with.value(name, json()) != value)
      fail(ErrorKind::conflict,
           "{}: was begun with other {}; resume with the same, or begin again with --overwrite",
           m_output, name);
  m_progress = state.progress;
}

void PartFolder::save(const ExportProgress& progress) {
  const json state = {{"begun_with", json::parse(m_begun_with)}, {"progress", progress}};
  replace_file(state_path(), state.dump(2) + "\n");
  sync_folder(m_path);
  m_progress = progress;
}

void PartFolder::publish() {
  check_output(m_output, m_existing.overwrite);
  if (fs::is_directory(m_output))
    change(m_output,
           [&](std::error_code& error) { fs::rename(m_output, m_path + "/replaced", error); });
  change(m_output, [&](std::error_code& error) { fs::rename(tiles_path(), m_output, error); });
  sync_folder(fs::absolute(m_output).parent_path().string());
  discard();
}

void PartFolder::discard() {
  change(m_path, [&](std::error_code& error) { fs::remove_all(m_path, error); });
}

} // namespace layers
