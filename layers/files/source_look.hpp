#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace layers {

/// One look at the files of sources. However many sources share a folder, it is listed once, and
/// each file is examined once; what changes afterwards is not in it. For one thread at a time.
class SourceLook {
public:
  /// The paths of a source's files on disk: its own (or its archive's) and those with the same name
  /// and another or a longer ending; of a folder those in it. In the order of their names; empty:
  /// none is there.
  std::vector<std::string> files_of(const std::string& source);

  /// What tells whether a source's files changed: names, sizes and times of files_of(). Empty when
  /// the source is not a file.
  std::string stamp(const std::string& source);

private:
  struct File {
    bool is_there = false;
    bool is_folder = false;
    std::uintmax_t bytes = 0;
    std::int64_t changed_ns = 0; ///< since 1970
  };

  const File& file_at(const std::string& path);
  const std::vector<std::string>& names_in(const std::string& folder);
  std::vector<std::string> files_at(const std::string& path);
  std::vector<std::string> files_in(const std::string& folder);
  std::vector<std::string> files_beside(const std::string& path);

  std::unordered_map<std::string, File> m_files;
  std::unordered_map<std::string, std::vector<std::string>> m_names; ///< by folder, in order
};

} // namespace layers
