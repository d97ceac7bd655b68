/*
 * The packaged `jira-token`: answers `jira-token token [ACCOUNT] [--min-valid SECONDS] [--header]` itself if an owner is
 * running and everything is as usual. Otherwise it becomes the full program beside it, which makes the same checks and
 * finds the words. So nothing here explains an error: a doubt costs time, but never gives a wrong answer.
 *
 * It looks where src/client/find-socket.ts looks, trusts what that trusts, and prints what src/cli/commands/token.ts prints.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#define CONFIG_FOLDER "Library/Application Support"
#define CONFIG_VARIABLE ""
#else
#define CONFIG_FOLDER ".config"
#define CONFIG_VARIABLE "XDG_CONFIG_HOME"
#endif

/* both as in src/ownership/owner-folder.ts */
#define LONGEST_NAME "candidate.4194304.ffffffff"
#define MAX_SOCKET_PATH 100
#define MAX_ANSWER 65536
#define VARIABLE(name) (getenv(name) == NULL ? "" : getenv(name))
#define NEED(what_is_usual) ((what_is_usual) ? (void)0 : run_full())

static char **arguments;
static void (*on_broken_pipe)(int);

static _Noreturn void run_full(void) {
  char self[PATH_MAX] = "/proc/self/exe", here[PATH_MAX], full[PATH_MAX];
  signal(SIGPIPE, on_broken_pipe);
#ifdef __APPLE__
  uint32_t size = sizeof self;
  if (_NSGetExecutablePath(self, &size) != 0) self[0] = '\0';
#endif
  int length = realpath(self, here) == NULL ? 0 : (int)(strrchr(here, '/') - here);
  snprintf(full, sizeof full, "%.*s/jira-token-full", length, here);
  if (length > 0) execv(full, arguments);
  fprintf(stderr, "jira-token: jira-token-full can't be started: %s. Install jira-token again.\n", strerror(errno));
  exit(1);
}

/* unusual: parts that Node would resolve by itself, and bytes that may not be UTF-8 */
static void set_path(char *path, const char *folder, const char *name) {
  int length = snprintf(path, PATH_MAX, "%s%s%s", folder, *name == '\0' ? "" : "/", name);
  NEED(length < PATH_MAX && strstr(path, "..") == NULL);
  for (const char *at = path; *at != '\0'; at++) NEED((unsigned char)*at < 0x80);
}

/* see src/ownership/data-folder.ts */
static void find_data_folder(char *folder) {
  char config[PATH_MAX], spelled[PATH_MAX];
  const char *home = VARIABLE("HOME"), *other = VARIABLE("JIRA_TOKEN_HOME"), *base = VARIABLE(CONFIG_VARIABLE);
  NEED(*home != '\0' || *other != '\0' || *base == '/');
  set_path(config, *base == '/' ? base : home, *base == '/' ? "" : CONFIG_FOLDER);
  set_path(spelled, *other == '\0' ? config : other, *other == '\0' ? "Jira Token Tray" : "");
  NEED(realpath(spelled, folder) != NULL);
}

static void find_owner(char *path) {
  char data[PATH_MAX], folder[PATH_MAX], name[32], digits[16], more;
  unsigned long long highest = 0;
  struct stat found;
  find_data_folder(data);
  NEED(stat(data, &found) == 0 && found.st_uid == getuid() && (found.st_mode & 0002) == 0);
  set_path(folder, data, "owner");
  NEED(lstat(folder, &found) == 0 && S_ISDIR(found.st_mode) && found.st_uid == getuid() && (found.st_mode & 0077) == 0);
  NEED(strlen(folder) + 1 + strlen(LONGEST_NAME) <= MAX_SOCKET_PATH);
  DIR *entries = opendir(folder);
  NEED(entries != NULL);
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
    if (sscanf(entry->d_name, "owner.%15[0-9]%c", digits, &more) == 1 && digits[0] != '0')
      highest = strtoull(digits, NULL, 10) > highest ? strtoull(digits, NULL, 10) : highest;
  closedir(entries);
  NEED(highest != 0);
  snprintf(name, sizeof name, "owner.%llu", highest);
  set_path(path, folder, name);
}

/* the socket in JIRA_TOKEN_SOCKET, if nobody else can have put it there */
static void find_named(char *path) {
  char folder[PATH_MAX];
  struct stat found, socket;
  set_path(folder, VARIABLE("JIRA_TOKEN_SOCKET"), "");
  NEED(realpath(folder, path) != NULL && strlen(path) <= MAX_SOCKET_PATH);
  set_path(folder, path, "");
  *(strrchr(folder, '/') + 1) = '\0';
  NEED(stat(folder, &found) == 0 && lstat(path, &socket) == 0);
  NEED((found.st_mode & 0022) == 0 || (found.st_mode & S_ISVTX) != 0);
  NEED(found.st_uid == 0 || found.st_uid == socket.st_uid);
}

/* sends one request as src/client/http-exchange.ts does, and reads the answer to its end */
static void exchange(const char *path, const char *request, char *answer) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  /* what takes longer is a renewal or a busy owner: the full program asks again, and knows how long to wait */
  struct timeval limit = {.tv_sec = 1};
  struct stat found;
  size_t length = 0, size = strlen(request);
  ssize_t got = 1;
  NEED(lstat(path, &found) == 0 && S_ISSOCK(found.st_mode) && found.st_uid == getuid());
  snprintf(address.sun_path, sizeof address.sun_path, "%.*s", MAX_SOCKET_PATH, path);
  int owner = socket(AF_UNIX, SOCK_STREAM, 0);
  NEED(owner >= 0 && fcntl(owner, F_SETFD, FD_CLOEXEC) == 0);
  NEED(setsockopt(owner, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0);
  NEED(setsockopt(owner, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0);
  NEED(connect(owner, (struct sockaddr *)&address, sizeof address) == 0);
  NEED(write(owner, request, size) == (ssize_t)size);
  for (int reads = 0; got != 0; reads++, length += (size_t)got) {
    got = read(owner, answer + length, MAX_ANSWER - length);
    NEED(got >= 0 && reads < 16 && length + (size_t)got < MAX_ANSWER);
  }
  answer[length] = '\0';
  NEED(strlen(answer) == length);
}

/* the token in an answer of exactly the shape that the owner gives it: \1 is a text, \2 a number, \3 texts in a list */
static char *token_in(char *answer) {
  static const char head[] = "HTTP/1.1 200 OK\r\n", length[] = "\r\ncontent-length: ";
  const char *shape = "{\"account\":{\"id\":\1,\"name\":\1},\"accessToken\":\1,\"tokenType\":\"Bearer\",\"tokenId\":\1,"
                      "\"expiresAt\":\1,\"expiresInSec\":\2,\"lifetimeSec\":\2,\"scopes\":[\3]}\n";
  char *at = strstr(answer, "\r\n\r\n"), *field = strstr(answer, length), *token = NULL;
  NEED(strncmp(answer, head, strlen(head)) == 0 && at != NULL && field != NULL && field < at);
  NEED(strtoull(field + strlen(length), NULL, 10) == strlen(at += 4));
  for (const char *letter = at; letter[0] != '\0' && letter[1] != '\0'; letter++)
    NEED((unsigned char)*letter >= 0x20 && *letter != '\\');
  for (int texts = 0; *shape != '\0'; shape++) {
    if (*shape == '\2') {
      size_t digits = strspn(at, "0123456789");
      NEED(digits > 0 && (digits == 1 || *at != '0'));
      at += digits;
    } else if (*shape == '\1' || (*shape == '\3' && *at != ']')) {
      char *end = *at == '"' ? strchr(at + 1, '"') : NULL;
      NEED(end != NULL);
      if (*shape == '\1' && ++texts == 3) token = at + 1;
      at = end + 1;
      if (*shape == '\3' && at[0] == ',' && at[1] == '"') at++, shape--;
    } else if (*shape != '\3') NEED(*at++ == *shape);
  }
  NEED(*at == '\0' && token != NULL);
  *strchr(token, '"') = '\0';
  for (const char *letter = token; *letter != '\0'; letter++) NEED(*letter > 0x20 && *letter < 0x7f);
  return token;
}

/* the request for what the words after `token` ask for; returns whether they ask for a header */
static bool read_words(int count, char **words, char *request, size_t size) {
  const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.!~*'()-";
  char query[40] = "", *account = NULL;
  bool isHeader = false;
  for (int at = 0; at < count; at++) {
    if (strncmp(words[at], "--min-valid", 11) == 0 && *query == '\0') {
      bool isNext = words[at][11] == '\0' && at + 1 < count;
      const char *seconds = isNext ? words[++at] : words[at][11] == '=' ? words[at] + 12 : "";
      size_t digits = strspn(seconds, "0123456789");
      NEED(digits > 0 && digits <= 9 && seconds[digits] == '\0');
      snprintf(query, sizeof query, "?min_valid=%ld", strtol(seconds, NULL, 10));
    } else if (strcmp(words[at], "--header") == 0) isHeader = true;
    else {
      NEED(account == NULL && strchr("-", *words[at]) == NULL && words[at][strspn(words[at], plain)] == '\0');
      account = words[at];
    }
  }
  const char *form = "GET /v1/accounts/%s/token%s HTTP/1.1\r\n"
                     "Host: jira-token\r\nUser-Agent: jira-token\r\nConnection: close\r\n\r\n";
  NEED(snprintf(request, size, form, account == NULL ? "default" : account, query) < (int)size);
  return isHeader;
}

int main(int argc, char **argv) {
  static char answer[MAX_ANSWER], line[MAX_ANSWER];
  char request[1024], path[PATH_MAX];
  arguments = argv;
  on_broken_pipe = signal(SIGPIPE, SIG_IGN);
  /* none is closed (the socket would get its number), and writing waits for room */
  for (int standard = 0; standard <= 2; standard++) NEED((fcntl(standard, F_GETFL) & O_NONBLOCK) == 0);
  NEED(argc > 1 && strcmp(argv[1], "token") == 0);
  bool isHeader = read_words(argc - 2, argv + 2, request, sizeof request);
  if (*VARIABLE("JIRA_TOKEN_SOCKET") == '\0') find_owner(path);
  else find_named(path);
  exchange(path, request, answer);
  char *token = token_in(answer);
  size_t size = (size_t)snprintf(line, sizeof line, "%s%s\n", isHeader ? "Authorization: Bearer " : "", token);
  ssize_t written = write(STDOUT_FILENO, line, size);
  NEED(written >= 0 || errno == EPIPE);
  return written == (ssize_t)size ? 0 : 1;
}
