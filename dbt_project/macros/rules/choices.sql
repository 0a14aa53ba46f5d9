{#-
    Choices between named alternatives. A name that no rule knows stops the build and says what is
    allowed, instead of falling through to some default.
-#}

{% macro chosen(var_name, allowed) -%}
    {%- set value = var(var_name) -%}
    {%- if execute and value not in allowed -%}
        {{ exceptions.raise_compiler_error(
            "var " ~ var_name ~ " is '" ~ value ~ "'; allowed: " ~ allowed | join(', ')
        ) }}
    {%- endif -%}
    {{ return(value) }}
{%- endmacro %}

{#- The column that names what the carry rule is applied to, one at a time. -#}
{% macro carry_unit_column() -%}
    {{ return('source_file' if chosen('carry_unit', ['vehicle', 'file']) == 'file' else 'vehicle_id') }}
{%- endmacro %}
