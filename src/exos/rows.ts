/** What the exposed rows tell, without a call. */
export const rows = `
; rowOf: EAX becomes the address of the exposed row of environment EAX.
rowOf:
        and eax, ROW_INDEX
        imul eax, [USYSINFO + SYSINFO_ENV_BYTES]
        add eax, UENVS
        ret

; waitForDeath: until the row of environment EAX tells another id. A row that is used again does not look alive.
waitForDeath:
        mov esi, eax
        call rowOf
        lea edi, [eax + ENV_ID]
waitWhile:
        cmp [edi], esi
        jne waitEnd
        call pause
        jmp waitWhile

; waitUntil: until the word at EDI is ESI.
waitUntil:
        cmp [edi], esi
        je waitEnd
        call pause
        jmp waitUntil
waitEnd:
        ret

; tellFree: prints how much of the machine is free, and gives the number of free frames in EAX.
tellFree:
        mov edi, UQUANTA
        mov ecx, [USYSINFO + SYSINFO_QUANTA]
        mov ebx, QUANTUM_ROW_BYTES
        call countZeros
        push eax
        mov edi, UENVS + ENV_STATUS
        mov ecx, [USYSINFO + SYSINFO_ENVS]
        mov ebx, [USYSINFO + SYSINFO_ENV_BYTES]
        call countZeros
        push eax
        mov edi, UPAGES + PAGE_STATUS
        mov ecx, [USYSINFO + SYSINFO_FRAMES]
        mov ebx, PAGE_ROW_BYTES
        call countZeros
        push eax
        call line
        db "% frames, % environment rows, % quanta are free", 0
        ret

; countZeros: EAX becomes how many of ECX words are 0, the first at EDI, EBX bytes apart.
countZeros:
        xor eax, eax
countNext:
        cmp dword ptr [edi], 1
        adc eax, 0
        add edi, ebx
        loop countNext
        ret
`;
