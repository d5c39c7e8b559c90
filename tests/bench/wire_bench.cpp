// wire_bench FOLDER: serves the files of a folder from memory, by their names, on a free port of
// 127.0.0.1, which it prints. What the wire itself costs, without the work of answering.

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "server/wire/pistache_server.hpp"

namespace {

using Files = std::map<std::string, std::shared_ptr<const std::string>, std::less<>>;

Files read_files(const char* folder) {
  Files files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().filename().string()] = std::make_shared<const std::string>(
        std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return files;
}

server::Response answer(const Files& files, const server::Request& request) {
  const auto file = files.find(request.segments.empty() ? "" : request.segments.front());
  if (file == files.end())
    return {.status = 404};
  return {.headers = {{"Content-Type", "application/octet-stream"}}, .body = file->second};
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: wire_bench FOLDER\n", stderr);
    return 2;
  }
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  const auto files = read_files(argv[1]);
  server::ServerOptions options;
  options.port = 0;
  const auto fast = [&](const server::Request& request) {
    return std::optional(answer(files, request));
  };
  const auto handler = [&](const server::Request& request) { return answer(files, request); };
  server::PistacheServer server(options, {.fast = fast, .handler = handler});
  server.start();
  std::printf("%d\n", server.addresses().front().port);
  std::fflush(stdout);
  int signal = 0;
  sigwait(&ending, &signal);
  return 0;
}
