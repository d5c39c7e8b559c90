#include "layers/tilesets/output_file.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "geo/error.hpp"

namespace layers {

namespace {

constexpr std::size_t buffer_bytes = 1 << 20;

const char* advice(int error) {
  switch (error) {
  case ENOSPC:
  case EDQUOT:
    return "; make room, then go on with --resume";
  case EFBIG:
    return "; files may not be that large here (see ulimit -f)";
  case EACCES:
  case EROFS:
  case EPERM:
    return "; name a folder that you may write to";
  default:
    return "";
  }
}

/// By `wait`, on the descriptor of a folder.
void sync(const std::string& folder, int (*wait)(int)) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool is_synced = fd >= 0 && wait(fd) == 0;
  const int error = errno;
  if (fd >= 0)
    ::close(fd);
  if (!is_synced)
    fail_writing(folder, error);
}

} // namespace

void fail_writing(const std::string& path, int error) {
  geo::fail(geo::ErrorKind::unavailable, "{}: cannot be written: {}{}", path,
            std::generic_category().message(error), advice(error));
}

void sync_folder(const std::string& path) {
  sync(path, &::fsync);
}

void sync_file_system(const std::string& path) {
  sync(path, &::syncfs);
}

OutputFile::OutputFile(std::string path, std::uint64_t kept_bytes)
    : m_path(std::move(path)), m_fd(::open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)),
      m_written_bytes(kept_bytes) {
  if (m_fd < 0)
    fail_writing(m_path, errno);
  try {
    cut();
  } catch (...) {
    ::close(m_fd);
    throw;
  }
}

void OutputFile::cut() const {
  struct stat status {};
  if (::fstat(m_fd, &status) != 0)
    fail_writing(m_path, errno);
  if (static_cast<std::uint64_t>(status.st_size) < m_written_bytes)
    geo::fail(geo::ErrorKind::unavailable,
              "{}: {} of {} bytes are gone; begin again with --overwrite", m_path,
              m_written_bytes - static_cast<std::uint64_t>(status.st_size), m_written_bytes);
  if (::ftruncate(m_fd, static_cast<off_t>(m_written_bytes)) != 0)
    fail_writing(m_path, errno);
}

OutputFile::~OutputFile() {
  ::close(m_fd);
}

void OutputFile::append(std::string_view bytes) {
  m_buffer += bytes;
  if (m_buffer.size() >= buffer_bytes)
    flush();
}

void OutputFile::replace(std::uint64_t offset, std::string_view bytes) {
  flush();
  write(offset, bytes);
}

std::string OutputFile::read(std::uint64_t offset, std::size_t count) const {
  std::string bytes(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    const auto got =
        ::pread(m_fd, bytes.data() + done, count - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno != EINTR)
      geo::fail(geo::ErrorKind::unavailable, "{}: cannot be read: {}", m_path,
                std::generic_category().message(errno));
    if (got == 0)
      break;
    done += got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  bytes.resize(done);
  return bytes;
}

void OutputFile::sync() {
  flush();
  if (::fdatasync(m_fd) != 0)
    fail_writing(m_path, errno);
}

void OutputFile::flush() {
  write(m_written_bytes, m_buffer);
  m_written_bytes += m_buffer.size();
  m_buffer.clear();
}

void OutputFile::write(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto put = ::pwrite(m_fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno != EINTR)
      fail_writing(m_path, errno);
    const auto count = put > 0 ? static_cast<std::size_t>(put) : 0;
    bytes.remove_prefix(count);
    offset += count;
  }
}

void replace_file(const std::string& path, std::string_view content) {
  const auto fresh = path + ".new";
  {
    OutputFile file(fresh, 0);
    file.append(content);
    file.sync();
  }
  if (std::rename(fresh.c_str(), path.c_str()) != 0)
    fail_writing(path, errno);
}

} // namespace layers
