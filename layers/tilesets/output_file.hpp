#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace layers {

/// Throws Error(unavailable): the path, the system's words for `error` (an errno), and what helps.
[[noreturn]] void fail_writing(const std::string& path, int error);

/// Waits until the names in a folder have reached the disk.
void sync_folder(const std::string& path);
/// Waits until everything on the file system of a folder has.
void sync_file_system(const std::string& path);

/// A file that grows at its end. What was appended is in the file after flush() or sync(), and may
/// be before; the rest is lost with the object. Every function throws as fail_writing() does. One
/// thread at a time.
class OutputFile {
public:
  /// Opens the file, or makes it, and cuts off what is behind its first `kept_bytes`. Throws
  /// Error(unavailable) when it has fewer.
  OutputFile(std::string path, std::uint64_t kept_bytes);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  std::uint64_t size_bytes() const { return m_written_bytes + m_buffer.size(); }
  void append(std::string_view bytes);
  /// Writes over what is there.
  void replace(std::uint64_t offset, std::string_view bytes);
  /// Up to `count` bytes from `offset` on; fewer at the end of the file. Not those since flush().
  std::string read(std::uint64_t offset, std::size_t count) const;
  void flush();
  /// Waits until all has reached the disk.
  void sync();

private:
  void cut() const;
  void write(std::uint64_t offset, std::string_view bytes);

  std::string m_path;
  int m_fd;
  std::uint64_t m_written_bytes;
  std::string m_buffer;
};

/// Replaces a file's content so that a reader, or a crash, finds the old or the new one whole.
void replace_file(const std::string& path, std::string_view content);

} // namespace layers
