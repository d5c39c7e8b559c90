#pragma once

#include <cstdint>
#include <string>

namespace layers {

/// How far an export has come.
struct ExportProgress {
  std::uint64_t next = 0;             ///< tiles with a smaller geo::tile_number() are done
  std::uint64_t visited = 0;          ///< tiles looked at
  std::uint64_t tiles = 0;            ///< those of them that show something
  std::uint64_t bytes = 0;            ///< their sizes as stored, equal ones counted each time
  std::uint64_t features_dropped = 0; ///< left out to meet the byte budget
  int min_zoom = 0;                   ///< the lowest zoom of those that show something
  int max_zoom = 0;

  bool operator==(const ExportProgress&) const = default;
};

/// What is done about an output that is there already, begun or finished.
struct ExistingOutput {
  bool overwrite = false;
  bool resume = false;
};

/// The folder `<output>.part` in which an output is made, and which ends when the output is whole.
/// It holds state.json and what the sink writes at tiles_path(). Locked against other processes.
class PartFolder {
public:
  /// `output`: a file, or a folder without a slash at its end. `begun_with`: a JSON object of all
  /// that decides about the tiles. Goes on with a folder that was begun with the same, when that is
  /// asked for; else begins one. Throws Error: conflict for an output that may not be replaced, for
  /// a begun one that is not to be resumed or was begun with something else, or that another
  /// process is at; not_found when there is no folder to put it in; unavailable when nothing can be
  /// written there.
  PartFolder(std::string output, ExistingOutput existing, const std::string& begun_with);
  PartFolder(const PartFolder&) = delete;
  PartFolder& operator=(const PartFolder&) = delete;
  ~PartFolder();

  std::string tiles_path() const { return m_path + "/tiles"; }
  /// As it was saved last; all 0 at the beginning.
  const ExportProgress& progress() const { return m_progress; }
  /// Call it after TileSink::sync().
  void save(const ExportProgress& progress);
  /// Puts what is at tiles_path() in the place of the output and removes the folder.
  void publish();
  /// Removes the folder and all that is in it.
  void discard();

private:
  void open_locked();
  void close() const;
  void begin(bool overwrite);
  void resume();
  std::string state_path() const { return m_path + "/state.json"; }

  std::string m_output;
  ExistingOutput m_existing;
  std::string m_path;
  std::string m_begun_with;
  int m_fd = -1;
  ExportProgress m_progress;
};

} // namespace layers
