namespace Vectorizer.Server.Api.OpenApi;

/// <summary>The array has at most as many items as <c>performance.batch.max_size</c> says.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BatchLengthAttribute : Attribute;
