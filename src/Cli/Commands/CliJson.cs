using System.Text.Json;
using System.Text.Json.Serialization;
using Hven.Client;

namespace Hven.Cli.Commands;

/// <summary>Answers for programs: the messages of the server's JSON API, indented.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(CheckQueryResponse))]
[JsonSerializable(typeof(ExplainQueryResponse))]
[JsonSerializable(typeof(TablesResponse))]
[JsonSerializable(typeof(TableDescription))]
[JsonSerializable(typeof(FilesResponse))]
[JsonSerializable(typeof(MyTablesResponse))]
[JsonSerializable(typeof(MyTableDetail))]
[JsonSerializable(typeof(MeResponse))]
[JsonSerializable(typeof(JobsResponse))]
[JsonSerializable(typeof(JobDetail))]
[JsonSerializable(typeof(ShareJobResponse))]
[JsonSerializable(typeof(JobRecord))]
internal sealed partial class CliJson : JsonSerializerContext;
