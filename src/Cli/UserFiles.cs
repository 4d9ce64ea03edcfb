using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hven.Cli;

/// <summary>What <c>hven</c> keeps for a user below <c>$XDG_CONFIG_HOME/hven</c>: settings in <c>config.json</c>, a token for each server in <c>credentials.json</c>, which nobody else may read, and uploads that were not finished in <c>uploads.json</c>.</summary>
internal sealed class UserFiles(Terminal terminal)
{
    /// <summary>Name of the setting with the server's address.</summary>
    public const string Server = "server";

    /// <summary>Name of the setting with the format of output that goes into a pipe.</summary>
    public const string Format = "format";

    private const int MostUploads = 100;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The names of settings.</summary>
    public static IReadOnlyList<string> Keys { get; } = [Format, Server];

    /// <summary>The folder; null when the user has no home.</summary>
    private string? Folder
    {
        get
        {
            string? home = terminal.Environment("XDG_CONFIG_HOME") is { Length: > 0 } set ? set
                : terminal.Environment("HOME") is { Length: > 0 } own ? Path.Combine(own, ".config")
                : terminal.Environment("APPDATA");
            return string.IsNullOrEmpty(home) ? null : Path.Combine(home, "hven");
        }
    }

    /// <summary>The settings.</summary>
    /// <exception cref="UsageException">The file is damaged.</exception>
    public SortedDictionary<string, string> Settings() => Read("config.json", isSecret: false);

    /// <summary>Sets a setting, or takes it away with null.</summary>
    public void Set(string key, string? value) => Write("config.json", Changed(Settings(), key, value));

    /// <summary>The token for a server, or null.</summary>
    /// <exception cref="UsageException">The file is damaged, or others can read it.</exception>
    public string? Token(Uri server) => Read("credentials.json", isSecret: true).GetValueOrDefault(server.AbsoluteUri);

    /// <summary>Keeps a token for a server, or forgets it with null.</summary>
    public void SetToken(Uri server, string? token) => Write("credentials.json", Changed(Read("credentials.json", isSecret: true), server.AbsoluteUri, token));

    /// <summary>Name of the upload that an earlier run began, or null.</summary>
    /// <exception cref="UsageException">The file is damaged.</exception>
    public string? Upload(string key) => Read("uploads.json", isSecret: false).GetValueOrDefault(key);

    /// <summary>Keeps the name of an upload, or forgets it with null; not all are kept when there are many. A user without a home keeps none.</summary>
    public void SetUpload(string key, string? id)
    {
        if (Folder is null)
        {
            return;
        }

        SortedDictionary<string, string> all = Changed(Read("uploads.json", isSecret: false), key, id);
        try
        {
            Write("uploads.json", all.Count <= MostUploads ? all : new(all.TakeLast(MostUploads).ToDictionary(), StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A home that cannot be written to: an upload that is not kept is only begun anew.
        }
    }

    private static SortedDictionary<string, string> Changed(SortedDictionary<string, string> all, string key, string? value)
    {
        all.Remove(key);
        if (value is not null)
        {
            all[key] = value;
        }

        return all;
    }

    private SortedDictionary<string, string> Read(string name, bool isSecret)
    {
        if (Folder is not { } folder || Path.Combine(folder, name) is var path && !File.Exists(path))
        {
            return new(StringComparer.Ordinal);
        }

        if (isSecret && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new UsageException($"{path} holds your tokens and can be read by others, so it is not used. Close it with: chmod 600 {path}; then revoke the tokens in it on the account page if others may have read them.");
        }

        try
        {
            return new(JsonSerializer.Deserialize(File.ReadAllText(path), UserFilesJson.Default.DictionaryStringString) ?? [], StringComparer.Ordinal);
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{path} is damaged: {exception.Message} Mend or delete it.");
        }
    }

    private void Write(string name, SortedDictionary<string, string> all)
    {
        string folder = Folder ?? throw new UsageException("There is nowhere to keep settings: set HOME or XDG_CONFIG_HOME.");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }

        string path = Path.Combine(folder, name);
        string part = $"{path}.{Environment.ProcessId}.part";

        // A new one: what a former run left behind may be open to others.
        File.Delete(part);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (FileStream stream = new(part, options))
        {
            JsonSerializer.Serialize(stream, new Dictionary<string, string>(all), UserFilesJson.Default.DictionaryStringString);
        }

        File.Move(part, path, overwrite: true);
    }
}

/// <summary>How they are written as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class UserFilesJson : JsonSerializerContext;
