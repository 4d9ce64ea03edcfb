using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hven.Client;

/// <summary>How the messages are written as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunQueryRequest))]
[JsonSerializable(typeof(CheckQueryRequest))]
[JsonSerializable(typeof(CheckQueryResponse))]
[JsonSerializable(typeof(ExplainQueryResponse))]
[JsonSerializable(typeof(TablesResponse))]
[JsonSerializable(typeof(TableDescription))]
[JsonSerializable(typeof(QueryStatus))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(FilesResponse))]
[JsonSerializable(typeof(MoveFileRequest))]
[JsonSerializable(typeof(FileDescription))]
[JsonSerializable(typeof(FileLinkRequest))]
[JsonSerializable(typeof(FileLink))]
[JsonSerializable(typeof(MyTablesResponse))]
[JsonSerializable(typeof(MyTableDetail))]
[JsonSerializable(typeof(MyTable))]
[JsonSerializable(typeof(MyUploadJob))]
[JsonSerializable(typeof(ChangeMyTableRequest))]
[JsonSerializable(typeof(MeResponse))]
[JsonSerializable(typeof(DeviceCodes))]
[JsonSerializable(typeof(DevicePoll))]
[JsonSerializable(typeof(JobsResponse))]
[JsonSerializable(typeof(JobDetail))]
[JsonSerializable(typeof(CreateJobRequest))]
[JsonSerializable(typeof(ChangeJobRequest))]
[JsonSerializable(typeof(CloneJobRequest))]
[JsonSerializable(typeof(ShareJobRequest))]
[JsonSerializable(typeof(ShareJobResponse))]
[JsonSerializable(typeof(ColumnDescription[]))]
internal sealed partial class HvenJson : JsonSerializerContext;
