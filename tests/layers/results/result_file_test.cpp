// Results as files on a disk: whose names are taken, that is full, or that fails.
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <random>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layers/results/result_writer.hpp"
#include "tests/support/answer_sketch.hpp"
#include "tests/support/test_folder.hpp"

namespace {

/// What this program asks of the disk, while somebody wants to know: "sync a.csv", "rename b.csv".
struct DiskCalls {
  bool is_wanted = false;
  int sync_error = 0; ///< errno of a sync that fails; 0: it does what it should
  std::vector<std::string> calls;
};
DiskCalls disk;

std::string name_of(const std::filesystem::path& path) {
  return path.filename().string();
}

} // namespace

// These stand before those of the C library.
extern "C" int fsync(int fd) {
  if (disk.is_wanted)
    disk.calls.push_back(
        "sync " + name_of(std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd))));
  if (disk.sync_error != 0) {
    errno = disk.sync_error;
    return -1;
  }
  return static_cast<int>(syscall(SYS_fsync, fd));
}

extern "C" int rename(const char* from, const char* to) noexcept {
  if (disk.is_wanted)
    disk.calls.push_back("rename " + name_of(to));
  return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

namespace {

namespace fs = std::filesystem;
using layers::check_result_path;
using layers::PlannerAnswer;
using layers::write_result;
using support::answer_with;
using support::columns_of_all_types;
using support::names_in;
using support::point;
using support::result_formats;
using support::two_points;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(ResultPath, ExistingFilesAreKeptUnlessToldOtherwise) {
  const TestFolder folder;
  const auto path = folder.write("a.csv", "old");
  EXPECT_EQ(error_of([&] { write_result(two_points(), path, "a", false); }),
            path + ": exists already; name another or add --overwrite");
  EXPECT_EQ(bytes_of(path), "old");
  write_result(two_points(), path, "a", true);
  EXPECT_THAT(bytes_of(path), StartsWith("id,name"));
}

TEST(ResultPath, UnknownExtensionsAreRefused) {
  EXPECT_EQ(error_of([] { check_result_path("a.docx", false); }),
            "a.docx: unknown kind of file; end it with .geojson, .gpkg, .fgb or .csv, or write to "
            "-");
  EXPECT_THAT(error_of([] { check_result_path("areas", false); }), HasSubstr("unknown kind"));
  EXPECT_EQ(error_of([] { check_result_path("-", false); }), "no error");
}

TEST(ResultPath, FoldersMustExistAndAreNoFiles) {
  const TestFolder folder;
  const auto path = folder.path("b/a.csv");
  EXPECT_EQ(error_of([&] { check_result_path(path, false); }),
            path + ": cannot be written: there is no folder " + folder.path("b") +
                "; make it first");
  fs::create_directories(path);
  EXPECT_EQ(error_of([&] { check_result_path(path, true); }), path + ": is a folder; name a file");
}

/// Files may not grow beyond this while it lives.
class FileSizeLimit {
public:
  explicit FileSizeLimit(rlim_t bytes) : m_old_handler(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &m_old);
    const rlimit fresh{bytes, m_old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &fresh);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &m_old);
    std::signal(SIGXFSZ, m_old_handler);
  }

private:
  rlimit m_old{};
  void (*m_old_handler)(int);
};

PlannerAnswer many_points() {
  auto answer = answer_with({{"n"}});
  for (int i = 0; i < 3'000; ++i)
    answer.features.add({"a text of some length"}, point(1.5 + i * 1e-3, 2.5));
  return answer;
}

class FullDisk : public testing::TestWithParam<const char*> {
protected:
  std::string path() const { return m_folder.path(std::string("a.") + GetParam()); }
  /// What writing says when files may have so many bytes.
  std::string message(std::uintmax_t bytes) const {
    const FileSizeLimit limit(bytes);
    return error_of([&] { write_result(m_answer, path(), "a", true); });
  }
  PlannerAnswer m_answer = many_points();
  TestFolder m_folder;
};

TEST_P(FullDisk, IsAnErrorWheneverItIsNoticedAndLeavesNothingBehind) {
  write_result(m_answer, path(), "a", false);
  const auto size = fs::file_size(path());
  fs::remove(path());
  for (const auto bytes : {std::uintmax_t{0}, size / 8, size / 2, size - 5'000, size - 1}) {
    EXPECT_THAT(message(bytes), StartsWith(path() + ": cannot be written: ")) << bytes;
    EXPECT_THAT(names_in(m_folder.path()), IsEmpty()) << bytes;
  }
}

TEST(WriteResult, AFlatGeobufWithoutItsEndSaysSo) {
  const TestFolder folder;
  const auto path = folder.path("a.fgb");
  write_result(two_points(), path, "a", false);
  const auto size = fs::file_size(path);
  const FileSizeLimit limit(size - 1);
  EXPECT_EQ(error_of([&] { write_result(two_points(), path, "a", true); }),
            path + ": cannot be written: its end is missing; make room, or name another folder");
}

/// A block of random times, which are written as they are.
layers::AnswerGrid random_grid() {
  std::mt19937 random(1);
  geo::TimeBlock block;
  for (int i = 0; i < 128 * 128; ++i)
    block.times.push_back(static_cast<geo::Deciseconds>(random() % 144'000));
  block.origins.resize(block.times.size());
  geo::TimeGrid grid;
  grid.cell_m = 20;
  grid.columns = grid.rows = grid.block_cells = 128;
  grid.blocks = {std::make_shared<const geo::TimeBlock>(block)};
  return {std::make_shared<const geo::TimeGrid>(grid), {{"1", "Đội"}}};
}

TEST(WriteGeoTiff, AFullDiskIsAnErrorWheneverItIsNoticedAndLeavesNothingBehind) {
  const TestFolder folder;
  const auto path = folder.path("a.tif");
  const auto grid = random_grid();
  layers::write_geotiff(grid, path, false);
  const auto size = fs::file_size(path);
  fs::remove(path);
  for (const auto bytes : {std::uintmax_t{0}, size / 8, size / 2, size - 1}) {
    const FileSizeLimit limit(bytes);
    EXPECT_THAT(error_of([&] { layers::write_geotiff(grid, path, false); }),
                StartsWith(path + ": cannot be written: "))
        << bytes;
    EXPECT_THAT(names_in(folder.path()), IsEmpty()) << bytes;
  }
}

TEST_P(FullDisk, KeepsTheFileThatWasThere) {
  m_folder.write(std::string("a.") + GetParam(), "old");
  EXPECT_THAT(message(20'000), StartsWith(path() + ": cannot be written: "));
  EXPECT_EQ(bytes_of(path()), "old");
}

TEST_P(FullDisk, IsAnErrorOfAnEmptyTable) {
  m_answer = answer_with(columns_of_all_types());
  write_result(m_answer, path(), "a", false);
  const auto size = fs::file_size(path());
  fs::remove(path());
  EXPECT_THAT(message(size - 1), StartsWith(path() + ": cannot be written: "));
  EXPECT_THAT(names_in(m_folder.path()), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Formats, FullDisk, testing::ValuesIn(result_formats),
                         [](const auto& format) { return std::string(format.param); });

TEST(WriteResult, IsOnTheDiskBeforeItHasItsNameAndItsNameBeforeItReturns) {
  for (const auto* format : result_formats) {
    const TestFolder folder;
    const auto name = std::string("a.") + format;
    disk = {true, 0, {}};
    write_result(two_points(), folder.path(name), "a", false);
    disk.is_wanted = false;
    ASSERT_GE(disk.calls.size(), 3U) << format;
    const auto fresh = "sync .a-" + std::to_string(getpid()) + "." + format;
    EXPECT_THAT(
        std::vector(disk.calls.end() - 3, disk.calls.end()),
        ElementsAre(fresh, "rename " + name, "sync " + name_of(fs::canonical(folder.path()))))
        << format;
  }
}

TEST(WriteResult, WhatDoesNotReachTheDiskIsAnErrorAndLeavesNothingBehind) {
  for (const auto* format : {"geojson", "csv", "fgb"}) {
    const TestFolder folder;
    const auto path = folder.path(std::string("a.") + format);
    disk = {false, EIO, {}};
    const auto message = error_of([&] { write_result(two_points(), path, "a", false); });
    disk.sync_error = 0;
    EXPECT_EQ(message, path + ": cannot be written: Input/output error; make room, or name another "
                              "folder");
    EXPECT_THAT(names_in(folder.path()), IsEmpty()) << format;
  }
}

} // namespace
