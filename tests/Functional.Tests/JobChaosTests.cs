using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Jobs of many users while servers and their processes are killed at random moments: none is lost, none ends untrue, nothing stays behind.</summary>
public sealed class JobChaosTests(DemoServer demo)
{
    private const int Users = 20;
    private const int JobsOfEach = 10;

    [Fact]
    public async Task Every_job_ends_truly_whatever_is_killed_and_when_the_disk_is_full()
    {
        using TemporaryFolder folder = new();
        using SmallDisk? disk = SmallDisk.TryMount(folder.Path, megabytes: 400);
        await RunAsync(folder, disk is null ? null : async () =>
        {
            disk.Fill();
            await Task.Delay(3000);
            disk.Free();
        });
    }

    [Fact]
    public async Task Every_job_ends_truly_whatever_is_killed_and_while_the_database_is_away()
    {
        Assert.SkipWhen(PostgresProcess.Missing is not null, PostgresProcess.Missing ?? "");
        await using PostgresProcess postgres = await PostgresProcess.StartAsync();
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["hven.json"], JsonSerializer.Serialize(new { State = new { Postgres = await postgres.CreateDatabaseAsync() } }));
        await RunAsync(folder, async () =>
        {
            await postgres.PauseAsync();
            await Task.Delay(TimeSpan.FromSeconds(20));
            await postgres.ResumeAsync();
        });
    }

    private async Task RunAsync(TemporaryFolder folder, Func<Task>? trouble)
    {
        demo.CopyDataTo(folder.Path);
        Random random = new(20261126);
        string[] names = [.. Enumerable.Range(0, Users).Select(number => $"user{number}")];
        Dictionary<string, string> tokens = [];
        List<(string User, string Path, string Query)> jobs = [];
        await using (HvendProcess first = await ServeAsync(folder))
        {
            string admin = await AdministratorAsync(folder.Path);
            using HttpClient ada = WithToken(first, admin);
            foreach (string name in names)
            {
                using HttpResponseMessage made = await ada.PostAsJsonAsync("/api/v1/admin/users", new { name, password = AccountServer.Password, roles = new[] { "default" } });
                Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            }

            foreach (string name in names)
            {
                tokens[name] = await TokenAsync(first, name);
            }

            foreach (int number in Enumerable.Range(0, JobsOfEach))
            {
                foreach (string name in names)
                {
                    // Some fail, some are long, most are short.
                    string query = random.Next(10) switch
                    {
                        0 => "SELECT nothing FROM dr1.main",
                        1 or 2 => "SELECT * FROM dr1.main ORDER BY mag_auto_i",
                        _ => $"SELECT TOP {100 + number} ra, dec FROM dr1.main ORDER BY coadd_object_id",
                    };
                    using HttpClient client = WithToken(first, tokens[name]);
                    jobs.Add((name, new Uri(await client.CreateJobAsync(("QUERY", query), ("FORMAT", "csv"), ("PHASE", "RUN"))).AbsolutePath, query));
                }
            }

            Task troubled = trouble?.Invoke() ?? Task.CompletedTask;
            await KillProcessesAsync(folder.Path, random, rounds: 6);
            await troubled;

            // The server is killed as it goes out of sight.
        }

        for (int life = 0; life < 3; life++)
        {
            await using HvendProcess server = await ServeAsync(folder);
            await KillProcessesAsync(folder.Path, random, rounds: 2 + life);
        }

        await using (HvendProcess last = await ServeAsync(folder))
        {
            await LookAsync(last, folder, tokens, jobs);
        }

        await Api.EventuallyAsync(() => Task.FromResult(Processes(folder.Path).Count), count => count == 0, TimeSpan.FromSeconds(10), "processes of a server that is gone");
    }

    private static async Task LookAsync(HvendProcess last, TemporaryFolder folder, Dictionary<string, string> tokens, List<(string User, string Path, string Query)> jobs)
    {
        Dictionary<string, int> phases = [];
        foreach ((string user, string path, string query) in jobs)
        {
            using HttpClient client = WithToken(last, tokens[user]);
            string phase = await Api.EventuallyAsync(() => client.GetStringAsync(path + "/phase"), text => text is "COMPLETED" or "ERROR" or "ABORTED", TimeSpan.FromSeconds(120), $"{path} of {user}");
            phases[phase] = phases.GetValueOrDefault(phase) + 1;
            JsonElement record = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "jobs", Path.GetFileName(path), "job.json"))).RootElement;
            string[] steps = [.. record.GetProperty("transitions").EnumerateArray().Select(step => step.GetProperty("phase").GetString()!)];
            Assert.Equal(1, steps.Count(step => step is "COMPLETED" or "ERROR" or "ABORTED"));
            if (query.Contains("nothing", StringComparison.Ordinal))
            {
                Assert.Equal("ERROR", phase);
            }

            if (phase == "COMPLETED")
            {
                byte[] result = await client.GetByteArrayAsync(path + "/results/result");
                Assert.Equal(record.GetProperty("results")[0].GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(result)));
            }
            else if (!query.Contains("nothing", StringComparison.Ordinal))
            {
                // Killed twice, or without a disk: told so.
                Assert.Matches("not run again|disk is full", XDocument.Parse(await client.GetStringAsync(path)).Descendants(Tap.Uws + "message").Single().Value);
            }
        }

        Assert.True(phases.GetValueOrDefault("COMPLETED") > Users * JobsOfEach / 2, string.Join(", ", phases));

        // Only what belongs to a job is there.
        string[] ids = [.. jobs.Select(job => Path.GetFileName(job.Path))];
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(folder.Path, "jobs")).Select(Path.GetFileName).Except(ids));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder.Path, "jobs"), "*.part", SearchOption.AllDirectories));
    }

    private static Task<HvendProcess> ServeAsync(TemporaryFolder folder) => HvendProcess.ServeAsync(folder.Path, ("HVEN__JOBS__RUNNING", "3"));

    /// <summary>Kills processes that run jobs, as the system does that has no memory left.</summary>
    private static async Task KillProcessesAsync(string data, Random random, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            await Task.Delay(random.Next(100, 700));
            List<int> processes = Processes(data);
            if (processes.Count > 0)
            {
                try
                {
                    using Process process = Process.GetProcessById(processes[random.Next(processes.Count)]);
                    process.Kill();
                }
                catch (ArgumentException)
                {
                    // It ended by itself.
                }
            }
        }
    }

    private static List<int> Processes(string data)
    {
        List<int> found = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit)))
        {
            try
            {
                string command = File.ReadAllText(Path.Combine(folder, "cmdline"));
                if (command.Contains("run-job", StringComparison.Ordinal) && command.Contains(data, StringComparison.Ordinal))
                {
                    found.Add(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // It ended between the two looks.
            }
        }

        return found;
    }

    private static async Task<string> AdministratorAsync(string data)
    {
        await AccountServer.CommandAsync(data, AccountServer.Password, "user", "add", "ada", "--role", "admin");
        return await AccountServer.CommandAsync(data, "", "user", "token", "ada", "--scope", "query", "jobs", "admin");
    }

    private static async Task<string> TokenAsync(HvendProcess server, string name)
    {
        using HttpClient client = new() { BaseAddress = server.Address };
        using HttpResponseMessage signedIn = await client.PostAsJsonAsync("/api/v1/session", new { name, password = AccountServer.Password });
        Assert.Equal(HttpStatusCode.NoContent, signedIn.StatusCode);
        using HttpResponseMessage made = await client.PostAsJsonAsync("/api/v1/me/tokens", new { name = "chaos" });
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private static HttpClient WithToken(HvendProcess server, string token)
    {
        HttpClient client = Tap.Plain(server.Address);
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>A disk of its own size, which can be filled. It takes root's rights.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly string _path;

        private SmallDisk(string path) => _path = path;

        public static SmallDisk? TryMount(string path, int megabytes)
        {
            try
            {
                using Process mount = Process.Start(new ProcessStartInfo("mount") { RedirectStandardError = true, ArgumentList = { "-t", "tmpfs", "-o", $"size={megabytes}m", "hven-test", path } })!;
                mount.WaitForExit();
                return mount.ExitCode == 0 ? new(path) : null;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return null;
            }
        }

        public void Fill()
        {
            byte[] block = new byte[1 << 16];
            using FileStream file = new(Path.Combine(_path, "filler"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            try
            {
                while (true)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                // Full.
            }
        }

        public void Free() => File.Delete(Path.Combine(_path, "filler"));

        public void Dispose()
        {
            using Process unmount = Process.Start("umount", ["--lazy", _path])!;
            unmount.WaitForExit();
        }
    }
}
